//! The question before a switch opens, and its answer (DESIGN 7.9). Neither is ever stored or sent
//! again: a late answer is worth nothing, and without one service stays on.

use ami_domain::id::{GatewayId, MessageId, MeterId};

/// A gateway is about to carry out a command that takes power away: may it still?
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Still {
    /// [`VERSION`].
    pub v: u8,
    /// Who asks.
    pub gateway: GatewayId,
    /// Whose supply.
    pub meter: MeterId,
    /// The command.
    pub message: MessageId,
    /// Made for this one question; the answer carries it, so that an old answer is known as such.
    pub nonce: u64,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Go {
    /// [`VERSION`].
    pub v: u8,
    /// The command.
    pub message: MessageId,
    /// That of the question.
    pub nonce: u64,
    /// `true`: carry it out within [`Go::VALID_MS`] of the question. `false`: leave service on.
    pub go: bool,
}

impl Go {
    /// How long an answer holds after the question was asked, milliseconds on the gateway's
    /// monotonic clock.
    pub const VALID_MS: u64 = 5_000;
}

body!(Still, "question before a cut");
body!(Go, "answer before a cut");
