//! What receipts say about the use case's numbers.

use ami_domain::time::{LocalMoment, Span};
use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::schema;

/// `GET /api/conformance`: the last thirty days, from receipts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Conformance {
    /// From here ..
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub from: LocalMoment,
    /// .. to now.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub until: LocalMoment,
    /// In the order of their ids.
    pub figures: Vec<Figure>,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Figure {
    /// Id of the requirement, for example `NFR-02`.
    pub id: String,
    /// So many kept it ..
    pub part: u64,
    /// .. of so many; zero when there was nothing to keep.
    pub whole: u64,
    /// Parts of a million that are wanted.
    pub wanted_ppm: u64,
    /// Times at 50, 95, 99 and 100 %, milliseconds; empty where time is not what is measured.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<i64>))]
    pub times: Vec<Span>,
    /// The meters that lost most: kept and asked.
    pub rest: Option<[u64; 2]>,
    /// Whether it holds.
    pub pass: bool,
}
