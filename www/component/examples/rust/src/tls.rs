//! TLS settings of a run → those of the HTTP client.
//!
//! Certificates and keys are PEM texts or paths of files. No fault shows them: they may be secrets.

use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};
use ureq::tls::{Certificate, ClientCert, PrivateKey, RootCerts, TlsConfig};

use crate::bindings::{ClientCertificate, Tls};
use crate::fault::Fault;

/// The settings of connections; with the client's certificate where it is given.
pub(crate) fn config(settings: Option<&Tls>, client: Option<&ClientCertificate>) -> Result<TlsConfig, Fault> {
    let authority = settings.and_then(|settings| settings.ca.as_deref());
    let roots = match authority {
        Some(authority) => RootCerts::from(certificates("caCertificate", authority)?),
        None => RootCerts::PlatformVerifier,
    };
    let verify = settings.is_none_or(|settings| settings.verify);
    let config = TlsConfig::builder()
        .unversioned_rustls_crypto_provider(provider())
        .root_certs(roots)
        .disable_verification(!verify)
        .client_cert(client.map(certificate_of).transpose()?);
    Ok(config.build())
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// The client's certificate and its key. The HTTP client would panic if they did not belong together.
fn certificate_of(client: &ClientCertificate) -> Result<ClientCert, Fault> {
    let chain = certificates("sslCertificate", &client.cert)?;
    let key = PrivateKey::from_pem(&pem("sslKey", &client.key)?).map_err(|_| no_key())?;
    check(&chain, &key)?;
    Ok(ClientCert::new_with_certs(&chain, key))
}

/// Whether certificate and key can be used together, as the HTTP client will do it.
fn check(chain: &[Certificate<'_>], key: &PrivateKey<'_>) -> Result<(), Fault> {
    let wrong = |error: rustls::Error| {
        Fault::unsupported(format!(
            "`sslConfig.sslCertificate` and `sslConfig.sslKey` cannot be used: {error}"
        ))
    };
    let chain = chain.iter().map(|certificate| CertificateDer::from(certificate.der().to_vec())).collect();
    let key = PrivateKeyDer::try_from(key.der().to_vec()).map_err(|_| no_key())?;
    let builder = ClientConfig::builder_with_provider(provider());
    let builder = builder.with_safe_default_protocol_versions().map_err(wrong)?;
    let builder = builder.with_root_certificates(RootCertStore::empty());
    builder.with_client_auth_cert(chain, key).map_err(wrong)?;
    Ok(())
}

/// The certificates of a PEM.
fn certificates(key: &str, value: &str) -> Result<Vec<Certificate<'static>>, Fault> {
    let pem = pem(key, value)?;
    let read = CertificateDer::pem_slice_iter(&pem);
    let owned = read.map(|certificate| Ok(Certificate::from_der(&certificate?).to_owned()));
    let certificates: Result<Vec<_>, rustls::pki_types::pem::Error> = owned.collect();
    match certificates {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(Fault::unsupported(format!("`sslConfig.{key}` has no valid certificates in PEM"))),
    }
}

/// The PEM: the value itself, or the content of the file that it is the path of.
fn pem(key: &str, value: &str) -> Result<Vec<u8>, Fault> {
    if value.contains("-----BEGIN ") {
        return Ok(value.into());
    }
    std::fs::read(value)
        .map_err(|error| Fault::unsupported(format!("the file of `sslConfig.{key}` cannot be read: {error}")))
}

fn no_key() -> Fault {
    Fault::unsupported("`sslConfig.sslKey` has no valid key in PEM; one with a password cannot be used")
}
