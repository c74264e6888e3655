//! Addresses that only a machine's own network reaches: a host that runs configs of others refuses them, so that nobody
//! reads through it what is not on the internet.
//!
//! In: a URL. Out: what it is, or none for a public address. What a public name resolves to is not known here.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Names that are not on the internet, with what is below them: RFC 6761 and 8375, ICANN's private-use name, and those
/// of Kubernetes and of Unix.
const LOCAL: [&str; 7] = ["localhost", "local", "internal", "home.arpa", "localdomain", "lan", "svc"];

/// Names of metadata services that look public.
const METADATA: [&str; 1] = ["metadata.goog"];

/// Public addresses that answer inside a cloud only: Azure's platform, Oracle's metadata.
const CLOUD: [Ipv4Addr; 2] = [Ipv4Addr::new(168, 63, 129, 16), Ipv4Addr::new(192, 0, 0, 192)];

const LOOPBACK: &str = "the machine itself";
const PRIVATE: &str = "a private network";
const LINK_LOCAL: &str = "a link-local address";
const METADATA_SERVICE: &str = "a metadata service of a cloud";
const UNUSABLE: &str = "not the address of one server";
const RESERVED: &str = "a reserved address";
const NO_HOST: &str = "not the address of a server";
const LOCAL_NAME: &str = "a name of a local network";

/// What kind of private address a URL has, such as `a private network`; none if its host is on the internet. A text that
/// is no URL with a host has none that is.
pub fn is_private_address(url: &str) -> Option<&'static str> {
    match Url::parse(url) {
        Ok(url) if url.has_host() => private(&url),
        _ => Some(NO_HOST),
    }
}

/// The same of a URL; none if it has no host.
pub(crate) fn private(url: &Url) -> Option<&'static str> {
    match url.host()? {
        Host::Domain(name) => domain(name),
        Host::Ipv4(address) => ipv4(address),
        Host::Ipv6(address) => ipv6(address),
    }
}

fn domain(name: &str) -> Option<&'static str> {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let is_below =
        |parent: &str| name.strip_suffix(parent).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    if METADATA.into_iter().any(is_below) {
        return Some(METADATA_SERVICE);
    }
    (LOCAL.into_iter().any(is_below) || !name.contains('.')).then_some(LOCAL_NAME)
}

/// IANA's registry of special-purpose addresses (RFC 6890).
fn ipv4(address: Ipv4Addr) -> Option<&'static str> {
    let [a, b, c, _] = address.octets();
    Some(match (a, b, c) {
        _ if CLOUD.contains(&address) || address == Ipv4Addr::new(169, 254, 169, 254) => METADATA_SERVICE,
        _ if address.is_loopback() => LOOPBACK,
        _ if address.is_private() => PRIVATE,
        _ if address.is_link_local() => LINK_LOCAL,
        (0, ..) => LOOPBACK,
        (100, 64..128, _) => PRIVATE,
        (192, 0, 0) | (198, 18..20, _) | (192, 88, 99) => RESERVED,
        _ if address.is_documentation() => RESERVED,
        (224.., ..) => UNUSABLE,
        _ => return None,
    })
}

fn ipv6(address: Ipv6Addr) -> Option<&'static str> {
    if address.is_loopback() || address.is_unspecified() {
        return Some(LOOPBACK);
    }
    if let Some(embedded) = embedded(address) {
        return ipv4(embedded);
    }
    Some(match address.segments() {
        [0xfd00, 0xec2, ..] => METADATA_SERVICE,
        [0xfc00..0xfe00, ..] => PRIVATE,
        [0xfe80..0xfec0, ..] => LINK_LOCAL,
        // Site-local, as it was before RFC 3879; NAT64 of a local network (RFC 8215).
        [0xfec0..0xff00, ..] | [0x64, 0xff9b, 1, ..] => PRIVATE,
        [0xff00..=0xffff, ..] => UNUSABLE,
        // Discard (RFC 6666), documentation (RFC 3849, RFC 9637).
        [0x100, 0, 0, 0, ..] | [0x2001, 0xdb8, ..] | [0x3fff, 0..0x1000, ..] => RESERVED,
        // Only 2000::/3 is assigned to the internet.
        [0x2000..0x4000, ..] => return None,
        _ => RESERVED,
    })
}

/// The IPv4 address that traffic to an IPv6 address ends at: mapped and compatible (RFC 4291, 2.5.5), translated (RFC
/// 2765), NAT64 (RFC 6052), 6to4 (RFC 3056) and Teredo (RFC 4380).
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let of = |high: u16, low: u16| Ipv4Addr::from(u32::from(high) << 16 | u32::from(low));
    Some(match address.segments() {
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0, 0, 0, 0, 0xffff, 0, high, low] => of(high, low),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => of(high, low),
        [0x2002, high, low, ..] => of(high, low),
        [0x2001, 0, _, _, _, _, high, low] => of(!high, !low),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(hosts: &[&str], expect: Option<&str>) {
        for host in hosts {
            for address in [format!("http://{host}/a"), format!("https://me@{host}:8585/a?b=c")] {
                assert_eq!(is_private_address(&address), expect, "{address}");
            }
        }
    }

    #[test]
    fn private_addresses_are_known_in_every_spelling() {
        check(&["127.0.0.1", "127.255.0.9", "0.0.0.0", "0.1.2.3", "[::1]", "[::]"], Some(LOOPBACK));
        check(
            &["127.1", "0x7f.1", "0x7f000001", "2130706433", "0177.0.0.1", "017700000001", "127.0.0.1."],
            Some(LOOPBACK),
        );
        check(
            &["%31%32%37.0.0.1", "１２７.0.0.1", "127。0。0。1", "0", "[::ffff:127.0.0.1]"],
            Some(LOOPBACK),
        );
        check(
            &["10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1", "0xa.1"],
            Some(PRIVATE),
        );
        check(
            &["100.64.0.1", "100.127.255.255", "100.100.100.200", "[fc00::1]", "[fdff::1]", "[fec0::1]"],
            Some(PRIVATE),
        );
        check(&["169.254.0.1", "[fe80::1]", "[febf::1]"], Some(LINK_LOCAL));
        check(
            &[
                "169.254.169.254",
                "[fd00:ec2::254]",
                "168.63.129.16",
                "192.0.0.192",
                "metadata.goog",
                "[::ffff:a9fe:a9fe]",
            ],
            Some(METADATA_SERVICE),
        );
        check(&["224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "[ff02::1]"], Some(UNUSABLE));
        check(
            &["192.0.0.8", "198.18.0.1", "198.19.255.255", "192.0.2.1", "203.0.113.9", "192.88.99.1"],
            Some(RESERVED),
        );
        check(&["[2001:db8::1]", "[100::1]", "[3fff::1]", "[4000::1]", "[5f00::1]"], Some(RESERVED));
    }

    #[test]
    fn an_address_within_an_address_counts() {
        check(
            &["[::10.0.0.1]", "[::ffff:10.0.0.1]", "[::ffff:0:10.0.0.1]", "[64:ff9b::10.0.0.1]"],
            Some(PRIVATE),
        );
        check(&["[2002:a00:1::]", "[2001:0:1:2:3:4:f5ff:fffe]", "[64:ff9b:1::808:808]"], Some(PRIVATE));
        check(&["[::ffff:8.8.8.8]", "[64:ff9b::8.8.8.8]", "[2002:808:808::1]"], None);
    }

    #[test]
    fn local_names_are_known_in_every_spelling() {
        check(
            &["localhost", "LOCALHOST", "localhost.", "a.localhost", "om.local", "om.local.", "a.b.internal"],
            Some(LOCAL_NAME),
        );
        check(
            &[
                "metadata.google.internal",
                "instance-data.ec2.internal",
                "openmetadata",
                "db",
                "om.svc",
                "om.svc.cluster.local",
            ],
            Some(LOCAL_NAME),
        );
        check(&["nas.home.arpa", "pc.localdomain", "nas.lan"], Some(LOCAL_NAME));
    }

    #[test]
    fn addresses_of_the_internet_are_not_private() {
        check(
            &["8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "11.0.0.1"],
            None,
        );
        check(
            &["192.167.1.1", "169.253.1.1", "198.17.1.1", "198.20.1.1", "223.255.255.1", "192.0.1.1"],
            None,
        );
        check(&["[2606:4700::1111]", "[2001:4860:4860::8888]", "[2a00:1450::1]"], None);
        check(
            &[
                "example.com",
                "localhost.example.com",
                "notlocalhost.com",
                "metadata.google.com",
                "internal.example.com",
                "a.locals",
                "om.svc.com",
            ],
            None,
        );
        for text in ["mailto:a@localhost", "file:///etc/passwd", "no address", ""] {
            assert_eq!(is_private_address(text), Some(NO_HOST), "{text}");
        }
    }
}
