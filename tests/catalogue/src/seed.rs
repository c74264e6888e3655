//! The tags of a new server, and which of them are known with their texts.
//!
//! Texts are as measured; tags without one are known by name.

use serde_json::{Value, json};

/// A tag of a new server.
#[derive(Debug)]
pub(crate) struct SeedTag {
    pub(crate) fqn: &'static str,
    description: &'static str,
    /// Colour and icon.
    style: Option<(&'static str, &'static str)>,
}

const fn tag(fqn: &'static str, description: &'static str) -> SeedTag {
    SeedTag { fqn, description, style: None }
}

const TIER_1: &str = "**Critical Source of Truth business data assets of an organization**\n\n\
    - Used in critical metrics and dashboards to drive business and product decisions\n\n\
    - Used in critical compliance reporting to regulators, govt entities, and third party\n\n\
    - Used in brand or revenue impacting online user-facing experiences (search results, advertisement, \
    promotions, and experimentation)\n\n\
    - Other high impact use, such as ML models and fraud detection\n\n\
    - Source used to derive other critical Tier-1 datasets";

const TIER_2: &str = "**Important business datasets for your company (not as critical as Tier 1)**\n\n\
    - Used in important business metrics, product metrics, and dashboards to drive internal decisions\n\n\
    - Used in important compliance reporting to major regulators, govt entities, and third party\n\n\
    - Used for less critical online user-facing experiences (user activity, user behavior)\n\n\
    - Source used to derive other critical Tier-2 datasets";

const SENSITIVE: &str = "PII which if lost, compromised, or disclosed without authorization, could result in substantial harm, \
    embarrassment, inconvenience, or unfairness to an individual.";

const PERSONAL: &str = "Data that can be used to directly or indirectly identify a person.";

static TAGS: &[SeedTag] = &[
    tag("PII.Sensitive", SENSITIVE),
    tag("PersonalData.Personal", PERSONAL),
    tag("PII.None", ""),
    tag("PII.NonSensitive", ""),
    tag("PersonalData.SpecialCategory", ""),
    tag("Tier.Tier1", TIER_1),
    tag("Tier.Tier2", TIER_2),
    tag("Tier.Tier3", ""),
    tag("Tier.Tier4", ""),
    tag("Tier.Tier5", ""),
    SeedTag {
        fqn: "Certification.Gold",
        description: "Gold certified Data Asset.",
        style: Some(("#FFCE00", "GoldCertification.svg")),
    },
    tag("Certification.Silver", ""),
    tag("Certification.Bronze", ""),
];

impl SeedTag {
    /// The tag of this FQN.
    pub(crate) fn find(fqn: &str) -> Option<&'static Self> {
        TAGS.iter().find(|tag| tag.fqn == fqn)
    }

    /// The members of the tag that a label shows.
    pub(crate) fn shown(&self) -> Vec<(&'static str, Value)> {
        let mut out = vec![("name", json!(self.fqn.rsplit('.').next().unwrap_or_default()))];
        if !self.description.is_empty() {
            out.push(("description", json!(self.description)));
        }
        if let Some((color, icon)) = self.style {
            out.push(("style", json!({ "color": color, "iconURL": icon })));
        }
        out
    }
}
