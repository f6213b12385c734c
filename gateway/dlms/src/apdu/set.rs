//! SET: normal and in blocks.

use super::{AccessResult, Block, Target};
use crate::codec::{DecodeError, Reader};
use crate::data::Data;

/// SET request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetRequest {
    /// The whole value.
    Normal {
        /// Comes back in the answer.
        invoke: u8,
        /// What is written.
        target: Target,
        /// The new value.
        value: Data,
    },
    /// The first part of a long value.
    First {
        /// Comes back in the answer.
        invoke: u8,
        /// What is written.
        target: Target,
        /// The part.
        block: Block,
    },
    /// A further part.
    Next {
        /// As in the first request.
        invoke: u8,
        /// The part.
        block: Block,
    },
}

impl SetRequest {
    /// Appends the message.
    pub fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Normal {
                invoke,
                target,
                value,
            } => {
                out.extend([0xC1, 1, *invoke]);
                target.encode(out);
                value.encode(out);
            }
            Self::First {
                invoke,
                target,
                block,
            } => {
                out.extend([0xC1, 2, *invoke]);
                target.encode(out);
                block.encode(out);
            }
            Self::Next { invoke, block } => {
                out.extend([0xC1, 3, *invoke]);
                block.encode(out);
            }
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let at = reader.at();
        let choice = reader.u8()?;
        let invoke = reader.u8()?;
        match choice {
            1 => {
                let target = Target::read(reader)?;
                Ok(Self::Normal {
                    invoke,
                    target,
                    value: Data::read(reader)?,
                })
            }
            2 => {
                let target = Target::read(reader)?;
                Ok(Self::First {
                    invoke,
                    target,
                    block: Block::read(reader)?,
                })
            }
            3 => Ok(Self::Next {
                invoke,
                block: Block::read(reader)?,
            }),
            tag => Err(DecodeError::Tag { at, tag }),
        }
    }
}

/// SET response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetResponse {
    /// Answer to a normal SET.
    Normal {
        /// From the request.
        invoke: u8,
        /// Written, or why not.
        result: Result<(), AccessResult>,
    },
    /// The part is in, send the next.
    Ack {
        /// From the request.
        invoke: u8,
        /// Number of that part.
        block: u32,
    },
    /// Answer to the last part.
    Last {
        /// From the request.
        invoke: u8,
        /// Written, or why not.
        result: Result<(), AccessResult>,
        /// Number of that part.
        block: u32,
    },
}

impl SetResponse {
    /// Appends the message.
    pub fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Normal { invoke, result } => {
                out.extend([0xC5, 1, *invoke, AccessResult::code_of(result)]);
            }
            Self::Ack { invoke, block } => {
                out.extend([0xC5, 2, *invoke]);
                out.extend(block.to_be_bytes());
            }
            Self::Last {
                invoke,
                result,
                block,
            } => {
                out.extend([0xC5, 3, *invoke, AccessResult::code_of(result)]);
                out.extend(block.to_be_bytes());
            }
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let at = reader.at();
        let choice = reader.u8()?;
        let invoke = reader.u8()?;
        match choice {
            1 => Ok(Self::Normal {
                invoke,
                result: AccessResult::from_code(reader.u8()?),
            }),
            2 => Ok(Self::Ack {
                invoke,
                block: reader.u32()?,
            }),
            3 => {
                let result = AccessResult::from_code(reader.u8()?);
                Ok(Self::Last {
                    invoke,
                    result,
                    block: reader.u32()?,
                })
            }
            tag => Err(DecodeError::Tag { at, tag }),
        }
    }
}
