//! Long values on their way, in blocks, in either direction.

use crate::apdu::{Block, MAX_TRANSFER, Method, Target};

/// A long value on its way.
#[derive(Debug)]
pub(super) enum Transfer {
    None,
    /// What the client has not fetched yet, and the number of the block that went out last.
    Sending {
        action: bool,
        invoke: u8,
        rest: Vec<u8>,
        block: u32,
    },
    Setting {
        target: Target,
        parts: Incoming,
    },
    Calling {
        method: Method,
        parts: Incoming,
    },
}

#[derive(Debug)]
pub(super) struct Incoming {
    pub(super) invoke: u8,
    pub(super) bytes: Vec<u8>,
    pub(super) block: u32,
}

impl Incoming {
    pub(super) const fn new(invoke: u8) -> Self {
        Self {
            invoke,
            bytes: Vec::new(),
            block: 0,
        }
    }

    /// Adds a part if it is the next one and the value stays within its limit.
    pub(super) fn add(&mut self, invoke: u8, block: &Block) -> bool {
        let fits = self.bytes.len() + block.raw.len() <= MAX_TRANSFER;
        if invoke != self.invoke || block.number != self.block + 1 || !fits {
            return false;
        }
        self.block = block.number;
        self.bytes.extend_from_slice(&block.raw);
        true
    }
}
