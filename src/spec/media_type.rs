//! Media types as texts: which of several is preferred (design.md#which-schema).

/// The rank of a media type in the order of preference; ranks below [`OTHER_THAN_JSON`] are JSON.
pub(super) fn rank(media_type: &str) -> usize {
    let lower = media_type.trim().to_ascii_lowercase();
    let essence = lower.split(';').next().unwrap_or("").trim_end();
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

/// The first rank of a media type that is not JSON.
pub(super) const OTHER_THAN_JSON: usize = 3;
