//! Signs a text as `RS256` (RFC 7518, 3.3): RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2).
//!
//! In: a private key as PEM of PKCS #8, as Google writes it into the key file of a service account. The crate `rsa` would be
//! 60 KB of compressed wasm for this one signature, the numbers alone are 20 KB.

use std::ops::RangeInclusive;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Odd};
use sha2::{Digest, Sha256};

/// `DigestInfo` of SHA-256 before the hash (RFC 8017, 9.2, note 1).
const DIGEST_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];

/// Keys of other sizes are refused, in bytes: shorter ones are not safe, longer ones take seconds. Google's have 256.
const SIZES: RangeInclusive<usize> = 256..=512;

/// The signature of a text; none if the key cannot be read.
pub(super) fn sign(pem: &str, text: &[u8]) -> Option<Vec<u8>> {
    let key = Key::read(&der(pem)?)?;
    let padded = key.padded(&Sha256::digest(text))?;
    let signature = key.power(&padded, &key.private)?;
    // A wrong signature would tell the key's factors to whoever gets it.
    (key.power(&signature, &key.public)? == padded).then_some(signature)
}

/// The bytes in a PEM text.
fn der(pem: &str) -> Option<Vec<u8>> {
    let (_, rest) = pem.split_once("-----BEGIN PRIVATE KEY-----")?;
    let (body, _) = rest.split_once("-----END PRIVATE KEY-----")?;
    let body: String = body.split_ascii_whitespace().collect();
    STANDARD.decode(body).ok()
}

/// An RSA key: its modulus and exponents, big-endian without zeros in front.
struct Key {
    modulus: Vec<u8>,
    public: Vec<u8>,
    private: Vec<u8>,
}

impl Key {
    /// Reads `PrivateKeyInfo` (RFC 5208) with an `RSAPrivateKey` (RFC 8017, A.1.2).
    fn read(der: &[u8]) -> Option<Self> {
        const RSA: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
        let mut outer = Der(Der(der).element(SEQUENCE)?);
        outer.element(INTEGER)?;
        if Der(outer.element(SEQUENCE)?).element(OBJECT)? != RSA {
            return None;
        }
        let mut key = Der(Der(outer.element(OCTETS)?).element(SEQUENCE)?);
        key.element(INTEGER)?;
        let (modulus, public, private) = (key.number()?, key.number()?, key.number()?);
        let fits = SIZES.contains(&modulus.len()) && public.len().max(private.len()) <= modulus.len();
        fits.then_some(Self { modulus, public, private })
    }

    /// The padded hash (EMSA-PKCS1-v1_5), as long as the modulus.
    fn padded(&self, hash: &[u8]) -> Option<Vec<u8>> {
        let filled = self.modulus.len().checked_sub(3 + DIGEST_INFO.len() + hash.len())?;
        let mut padded = vec![0x00, 0x01];
        padded.resize(2 + filled, 0xff);
        padded.push(0x00);
        padded.extend(DIGEST_INFO.iter().chain(hash));
        Some(padded)
    }

    /// A power within the modulus, as long as that.
    fn power(&self, base: &[u8], exponent: &[u8]) -> Option<Vec<u8>> {
        let modulus = Option::from(Odd::new(number(&self.modulus)?))?;
        let params = BoxedMontyParams::new(modulus);
        let base = BoxedUint::from_be_slice(base, params.bits_precision()).ok()?;
        let power = BoxedMontyForm::new(base, &params).pow(&number(exponent)?).retrieve();
        let bytes = power.to_be_bytes();
        bytes.get(bytes.len().checked_sub(self.modulus.len())?..).map(<[u8]>::to_vec)
    }
}

/// A number in big-endian bytes.
fn number(bytes: &[u8]) -> Option<BoxedUint> {
    let bits = u32::try_from(bytes.len() * 8).ok()?;
    BoxedUint::from_be_slice(bytes, bits).ok()
}

const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const OBJECT: u8 = 0x06;
const SEQUENCE: u8 = 0x30;

/// Elements in DER, one after another.
struct Der<'b>(&'b [u8]);

impl<'b> Der<'b> {
    /// The content of the next element, if it has this tag.
    fn element(&mut self, tag: u8) -> Option<&'b [u8]> {
        let (head, rest) = self.0.split_first_chunk::<2>()?;
        let (length, rest) = match *head {
            [found, _] if found != tag => return None,
            [_, short @ 0..=0x7f] => (usize::from(short), rest),
            [_, long] => {
                let (bytes, rest) =
                    rest.split_at_checked(usize::from(long & 0x7f)).filter(|(b, _)| b.len() <= 3)?;
                (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
            }
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(content)
    }

    /// The next element, an integer.
    fn number(&mut self) -> Option<Vec<u8>> {
        let bytes = self.element(INTEGER)?;
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        bytes.get(zeros..).filter(|bytes| !bytes.is_empty()).map(<[u8]>::to_vec)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A key that nothing accepts.
    const KEY: &str = include_str!("../../../tests/run/service-account.pem");

    #[test]
    fn a_signature_is_that_of_openssl() {
        // openssl dgst -sha256 -sign tests/run/service-account.pem
        const SIGNED: &str = "p9X74QCVXa8Vy7iUYYe8gLTuAWVjmmaiDrQD19CVWZ9jBpBrTjnxh/XG6y6g2b9JukKmewTNyBBJ5lcYabuRA/l42RKAcm/I98lWwmxl//GAf2IexIrg0itTmePAC0aYj96GvyhE8p65K7Ire3XL451NrWZHA1mZiEYvXUctZ2nme6Kj3Q3x7oooB3NDwbNtgzL/bsEEeVBfJSsNhbsYDGLpBMS7Zmyzyd7VF/shYJ6jWTsPTCVFwHP+HS3y5duuTQsW4QYD4K6n5sbhcHQHDXcpTSUBjrRL5LVXt6jagQ92xrvY3f9oN+rVqgoALjGncrMXDuIDJqtUM/jp+H8THw==";
        let signature = sign(KEY, b"header.claims").map(|bytes| STANDARD.encode(bytes));
        assert_eq!(signature.as_deref(), Some(SIGNED));
    }

    #[test]
    fn what_is_no_key_signs_nothing() {
        let bytes = der(KEY).unwrap_or_default();
        let pem = |bytes: &[u8]| {
            format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----", STANDARD.encode(bytes))
        };
        assert!(sign(&pem(&bytes), b"").is_some());
        for end in [0, 1, 2, 10, 30, 40, 300, bytes.len() - 1] {
            let cut = bytes.get(..end).unwrap_or_default();
            assert_eq!(sign(&pem(cut), b""), None, "{end}");
        }
        for text in
            ["", "-----BEGIN PRIVATE KEY-----", &KEY.replace("PRIVATE", "RSA PRIVATE"), &pem(&[0x30; 64])]
        {
            assert_eq!(sign(text, b""), None, "{text}");
        }
        // Another exponent gives another signature, which is not given out.
        let mut other = bytes;
        let at = other.len() / 2;
        other.iter_mut().skip(at - 200).take(1).for_each(|byte| *byte ^= 1);
        assert_eq!(sign(&pem(&other), b""), None);
    }
}
