//! ACTION: normal and in blocks, in both directions.

use super::{ActionResult, Block, Method, read_result};
use crate::codec::{DecodeError, Reader};
use crate::data::Data;

/// ACTION request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionRequest {
    /// The whole call.
    Normal {
        /// Comes back in the answer.
        invoke: u8,
        /// What is called.
        method: Method,
        /// The parameter, if the method takes one.
        parameter: Option<Data>,
    },
    /// The block after `block` of a long answer.
    Next {
        /// As in the first request.
        invoke: u8,
        /// Number of the block that came last.
        block: u32,
    },
    /// The first part of a long parameter.
    First {
        /// Comes back in the answer.
        invoke: u8,
        /// What is called.
        method: Method,
        /// The part.
        block: Block,
    },
    /// A further part.
    Part {
        /// As in the first request.
        invoke: u8,
        /// The part.
        block: Block,
    },
}

impl ActionRequest {
    /// Appends the message.
    pub fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Normal {
                invoke,
                method,
                parameter,
            } => {
                out.extend([0xC3, 1, *invoke]);
                method.encode(out);
                out.push(u8::from(parameter.is_some()));
                if let Some(parameter) = parameter {
                    parameter.encode(out);
                }
            }
            Self::Next { invoke, block } => {
                out.extend([0xC3, 2, *invoke]);
                out.extend(block.to_be_bytes());
            }
            Self::First {
                invoke,
                method,
                block,
            } => {
                out.extend([0xC3, 4, *invoke]);
                method.encode(out);
                block.encode(out);
            }
            Self::Part { invoke, block } => {
                out.extend([0xC3, 6, *invoke]);
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
                let method = Method::read(reader)?;
                let parameter = if reader.flag()? {
                    Some(Data::read(reader)?)
                } else {
                    None
                };
                Ok(Self::Normal {
                    invoke,
                    method,
                    parameter,
                })
            }
            2 => Ok(Self::Next {
                invoke,
                block: reader.u32()?,
            }),
            4 => {
                let method = Method::read(reader)?;
                Ok(Self::First {
                    invoke,
                    method,
                    block: Block::read(reader)?,
                })
            }
            6 => Ok(Self::Part {
                invoke,
                block: Block::read(reader)?,
            }),
            tag => Err(DecodeError::Tag { at, tag }),
        }
    }
}

/// ACTION response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionResponse {
    /// The whole answer.
    Normal {
        /// From the request.
        invoke: u8,
        /// What the method gave back, or why it was not carried out.
        result: Result<Option<Data>, ActionResult>,
    },
    /// One part of a long answer; only a method that was carried out has one.
    Part {
        /// From the request.
        invoke: u8,
        /// The part.
        block: Block,
    },
    /// The part of the parameter is in, send the next.
    Ack {
        /// From the request.
        invoke: u8,
        /// Number of that part.
        block: u32,
    },
}

impl ActionResponse {
    /// Appends the message.
    pub fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Normal { invoke, result } => {
                out.extend([0xC7, 1, *invoke, ActionResult::code_of(result)]);
                match result {
                    Ok(Some(value)) => {
                        out.extend([1, 0]);
                        value.encode(out);
                    }
                    Ok(None) | Err(_) => out.push(0),
                }
            }
            Self::Part { invoke, block } => {
                out.extend([0xC7, 2, *invoke]);
                block.encode(out);
            }
            Self::Ack { invoke, block } => {
                out.extend([0xC7, 4, *invoke]);
                out.extend(block.to_be_bytes());
            }
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let at = reader.at();
        let choice = reader.u8()?;
        let invoke = reader.u8()?;
        match choice {
            1 => {
                let result = ActionResult::from_code(reader.u8()?);
                // Some servers end here when there is nothing to give back.
                let value = if !reader.is_empty() && reader.flag()? {
                    // A carried out method whose value cannot be given is still carried out.
                    read_result(reader)?.ok()
                } else {
                    None
                };
                Ok(Self::Normal {
                    invoke,
                    result: result.map(|()| value),
                })
            }
            2 => Ok(Self::Part {
                invoke,
                block: Block::read(reader)?,
            }),
            4 => Ok(Self::Ack {
                invoke,
                block: reader.u32()?,
            }),
            tag => Err(DecodeError::Tag { at, tag }),
        }
    }
}

/// The value inside a long answer: some servers put the choice byte 0 before it.
pub(crate) fn value_of_parts(raw: &[u8]) -> Result<Data, DecodeError> {
    match raw {
        [0, rest @ ..] if !rest.is_empty() => Data::from_bytes(rest),
        _ => Data::from_bytes(raw),
    }
}
