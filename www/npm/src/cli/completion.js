/**
 * Scripts that complete commands, options and their values in a shell, made of the tables of the command line.
 */
import { commands, formatsOf, options, shells } from "./manual.js";

/** @typedef {import("./manual.js").Command} Command */
/** @typedef {import("./manual.js").Option} Option */
/** @typedef {import("./manual.js").OptionEntry} OptionEntry */
/** @typedef {import("./manual.js").Shell} Shell */

const names = /** @type {Command[]} */ (Object.keys(commands));
const all = /** @type {[Option, OptionEntry][]} */ (Object.entries(options));

/** Lists the codes of diagnostics, one a line. */
const codes = "metarest explain 2>/dev/null | cut -d ' ' -f 1";

/** @param {Shell} shell */
export function script(shell) {
  return { bash, zsh, fish }[shell]();
}

/** How an option is written: `-c`, `--config`. @param {Option} name */
function spellings(name) {
  const { short } = /** @type {OptionEntry} */ (options[name]);
  return short ? [`-${short}`, `--${name}`] : [`--${name}`];
}

/** The options whose values are of a kind. @param {(entry: OptionEntry) => unknown} kind */
function spelledLike(kind) {
  return all.flatMap(([name, entry]) => (kind(entry) ? spellings(name) : []));
}

/** The commands that have an option, by the values that it has there. @param {Option} name */
function valuesOf(name) {
  const { values } = /** @type {OptionEntry} */ (options[name]);
  /** @type {Map<string, {users: Command[], values: string[]}>} */
  const groups = new Map();
  for (const command of names.filter((command) => commands[command].options.includes(name))) {
    const own = name === "format" ? formatsOf(command) : (values ?? []);
    const group = groups.get(own.join(" ")) ?? { users: [], values: own };
    group.users.push(command);
    groups.set(own.join(" "), group);
  }
  return [...groups.values()];
}

function bash() {
  const listed = all.filter(([, { values }]) => values);
  const words = (/** @type {string[]} */ values) =>
    `COMPREPLY=($(compgen -W "${values.join(" ")}" -- "$cur"))`;
  const values = listed.map(([name]) => {
    const groups = valuesOf(name).map(({ users, values }) => `${users.join("|")}) ${words(values)} ;;`);
    const body = `case "\${COMP_WORDS[1]}" in ${groups.join(" ")} esac`;
    return `    ${spellings(name).join("|")}) ${body}; return ;;`;
  });
  const perCommand = names.map(
    (name) => `    ${name}) words="${commands[name].options.flatMap(spellings).join(" ")}" ;;`,
  );
  const files = spelledLike(({ file }) => file).join("|");
  const others = spelledLike(({ type, values, file }) => type === "string" && !values && !file).join("|");
  return `# Completion of metarest in bash: source <(metarest completion bash)
_metarest() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  COMPREPLY=()
  # bash cuts --option=value at the equals sign.
  if [ "$cur" = "=" ]; then cur=""; elif [ "$prev" = "=" ]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${names.join(" ")} --help --version" -- "$cur"))
    return
  fi
  case "$prev" in
${values.join("\n")}
    ${files}) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur")); return ;;
    ${others}) return ;;
  esac
  case "\${COMP_WORDS[1]}" in
    completion) words="${shells.join(" ")} $words" ;;
    explain) if [ "\${cur:0:1}" != "-" ]; then words="$(${codes})"; fi ;;
  esac
  if [ -z "$words" ]; then case "\${COMP_WORDS[1]}" in
${perCommand.join("\n")}
  esac; fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _metarest metarest
`;
}

function zsh() {
  const lines = names.map((name) => {
    const specs = commands[name].options.map((option) => `        ${zshOption(name, option)}`);
    const more = { completion: [`'1:shell:(${shells.join(" ")})'`], explain: [`"1:code:($(${codes}))"`] };
    const positional = name === "completion" || name === "explain" ? more[name] : [];
    return `      ${name})
        _arguments -s \\\n${[...specs, ...positional.map((spec) => `        ${spec}`)].join(" \\\n")} ;;`;
  });
  const described = names.map((name) => `    ${quoted(`${name}:${commands[name].line}`)}`);
  return `#compdef metarest
# Completion of metarest in zsh: source <(metarest completion zsh), after compinit.
_metarest() {
  local -a commands
  commands=(
${described.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
${lines.join("\n")}
  esac
}
compdef _metarest metarest
`;
}

/** An option for `_arguments`. @param {Command} command @param {Option} name */
function zshOption(command, name) {
  const entry = /** @type {OptionEntry} */ (options[name]);
  const [long, short] = [`--${name}`, entry.short && `-${entry.short}`];
  const help = entry.help[1].replaceAll(/[[\]:]/g, "\\$&");
  const value = entry.type === "boolean" ? "" : `:${name}:${zshValues(command, name)}`;
  const star = entry.multiple ? "*" : "";
  const equals = entry.type === "boolean" ? "" : "=";
  const specs = [quoted(`${star}${long}${equals}[${help}]${value}`)];
  if (short) specs.push(quoted(`${star}${short}[${help}]${value}`));
  return specs.join(" ");
}

/** @param {Command} command @param {Option} name */
function zshValues(command, name) {
  const { file } = /** @type {OptionEntry} */ (options[name]);
  const { values = [] } = valuesOf(name).find(({ users }) => users.includes(command)) ?? {};
  if (values.length > 0) return `(${values.join(" ")})`;
  return file ? "_files" : "";
}

function fish() {
  const isFirst = "__fish_use_subcommand";
  const lines = names.map(
    (name) => `complete -c metarest -f -n ${isFirst} -a ${name} -d ${quoted(commands[name].line)}`,
  );
  for (const [name, entry] of all) {
    for (const { users, values } of valuesOf(name)) {
      const isUsed = quoted(`__fish_seen_subcommand_from ${users.join(" ")}`);
      lines.push(`complete -c metarest -n ${isUsed} ${fishOption(name, { ...entry, values })}`);
    }
  }
  const seen = (/** @type {string} */ name) => quoted(`__fish_seen_subcommand_from ${name}`);
  lines.push(`complete -c metarest -f -n ${seen("completion")} -a ${quoted(shells.join(" "))}`);
  lines.push(`complete -c metarest -f -n ${seen("explain")} -a ${quoted(`(${codes})`)}`);
  return `# Completion of metarest in fish: metarest completion fish > ~/.config/fish/completions/metarest.fish\n${lines.join("\n")}\n`;
}

/** @param {Option} name @param {OptionEntry} entry */
function fishOption(name, { short, type, values, file, help }) {
  const parts = [`-l ${name}`];
  if (short) parts.push(`-s ${short}`);
  if (type === "string") parts.push(file ? "-r -F" : "-x");
  if (values?.length) parts.push(`-a ${quoted(values.join(" "))}`);
  return `${parts.join(" ")} -d ${quoted(help[1])}`;
}

/** A text in single quotes, for zsh and fish. @param {string} text */
function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
