//! Media types as texts: which of several is preferred (design.md#which-schema), and which are
//! binary.

/// The rank of a media type in the order of preference; ranks below [`OTHER_THAN_JSON`] are JSON.
pub(super) fn rank(media_type: &str) -> usize {
    let lower = media_type.trim().to_ascii_lowercase();
    let essence = essence(&lower);
    match essence {
        "application/json" if essence.len() == lower.len() => 0,
        "application/json" => 1,
        _ if essence.ends_with("+json") || essence == "text/json" => 2,
        "*/*" | "application/*" => OTHER_THAN_JSON,
        "application/x-www-form-urlencoded" => 4,
        "multipart/form-data" => 5,
        "application/xml" | "text/xml" => 6,
        _ if essence.ends_with("+xml") => 6,
        _ if essence.starts_with("text/") => 7,
        _ => 8,
    }
}

/// A media type without its parameters (WHATWG MIME Sniffing, 4.1).
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or("").trim_end()
}

/// The first rank of a media type that is not JSON.
pub(super) const OTHER_THAN_JSON: usize = 3;

/// Beginnings and names of media types of binary data.
const BINARY: [&str; 5] =
    ["image/", "audio/", "video/", "font/", "application/vnd.openxmlformats-officedocument."];
const BINARY_APPLICATIONS: [&str; 20] = [
    "octet-stream",
    "pdf",
    "zip",
    "gzip",
    "x-gzip",
    "x-tar",
    "x-7z-compressed",
    "x-bzip2",
    "x-zip-compressed",
    "zstd",
    "java-archive",
    "msword",
    "vnd.ms-excel",
    "vnd.ms-powerpoint",
    "wasm",
    "protobuf",
    "x-protobuf",
    "cbor",
    "msgpack",
    "vnd.apache.parquet",
];

/// Whether a media type is binary data, which has no fields.
pub(crate) fn is_binary(media_type: &str) -> bool {
    let lower = media_type.trim().to_ascii_lowercase();
    let essence = essence(&lower);
    let application = essence.strip_prefix("application/");
    BINARY.iter().any(|start| essence.starts_with(start))
        || application.is_some_and(|name| BINARY_APPLICATIONS.contains(&name))
}
