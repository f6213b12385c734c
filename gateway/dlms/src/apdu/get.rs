//! GET: normal, next block, list.

use super::{AccessResult, Attribute, Block, MAX_LIST, put_result, read_result};
use crate::codec::{DecodeError, Reader, put_length};
use crate::data::Data;
use crate::selector::Selector;

/// An attribute and which part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The attribute.
    pub attribute: Attribute,
    /// Which rows of a buffer; none means all of the value.
    pub selector: Option<Selector>,
}

impl Target {
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        self.attribute.encode(out);
        out.push(u8::from(self.selector.is_some()));
        if let Some(selector) = &self.selector {
            selector.encode(out);
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let attribute = Attribute::read(reader)?;
        let selector = if reader.flag()? {
            Some(Selector::read(reader)?)
        } else {
            None
        };
        Ok(Self {
            attribute,
            selector,
        })
    }
}

impl From<Attribute> for Target {
    fn from(attribute: Attribute) -> Self {
        Self {
            attribute,
            selector: None,
        }
    }
}

/// GET request. `invoke` is invoke id and priority in one byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GetRequest {
    /// One attribute.
    Normal {
        /// Comes back in the answer.
        invoke: u8,
        /// What is wanted.
        target: Target,
    },
    /// The block after `block` of a long answer.
    Next {
        /// As in the first request.
        invoke: u8,
        /// Number of the block that came last.
        block: u32,
    },
    /// Several attributes, at most [`MAX_LIST`].
    List {
        /// Comes back in the answer.
        invoke: u8,
        /// What is wanted.
        targets: Vec<Target>,
    },
}

impl GetRequest {
    /// Appends the message.
    pub fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Normal { invoke, target } => {
                out.extend([0xC0, 1, *invoke]);
                target.encode(out);
            }
            Self::Next { invoke, block } => {
                out.extend([0xC0, 2, *invoke]);
                out.extend(block.to_be_bytes());
            }
            Self::List { invoke, targets } => {
                out.extend([0xC0, 3, *invoke]);
                put_length(out, targets.len());
                for target in targets {
                    target.encode(out);
                }
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
                target: Target::read(reader)?,
            }),
            2 => Ok(Self::Next {
                invoke,
                block: reader.u32()?,
            }),
            3 => {
                let targets = (0..read_count(reader)?).map(|_| Target::read(reader));
                Ok(Self::List {
                    invoke,
                    targets: targets.collect::<Result<_, _>>()?,
                })
            }
            tag => Err(DecodeError::Tag { at, tag }),
        }
    }
}

/// GET response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GetResponse {
    /// The whole value.
    Normal {
        /// From the request.
        invoke: u8,
        /// The value or why there is none.
        result: Result<Data, AccessResult>,
    },
    /// One part of a long value.
    Block {
        /// From the request.
        invoke: u8,
        /// The part.
        block: Block,
    },
    /// The long value ends without its rest.
    Aborted {
        /// From the request.
        invoke: u8,
        /// Number of the block that was asked for.
        number: u32,
        /// Why.
        refusal: AccessResult,
    },
    /// One result for each attribute of the list, in order.
    List {
        /// From the request.
        invoke: u8,
        /// The values.
        results: Vec<Result<Data, AccessResult>>,
    },
}

impl GetResponse {
    /// Appends the message.
    pub fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Normal { invoke, result } => {
                out.extend([0xC4, 1, *invoke]);
                put_result(out, result);
            }
            Self::Block { invoke, block } => {
                out.extend([0xC4, 2, *invoke, u8::from(block.last)]);
                out.extend(block.number.to_be_bytes());
                out.push(0);
                crate::codec::put_octets(out, &block.raw);
            }
            Self::Aborted {
                invoke,
                number,
                refusal,
            } => {
                out.extend([0xC4, 2, *invoke, 1]);
                out.extend(number.to_be_bytes());
                out.extend([1, refusal.code()]);
            }
            Self::List { invoke, results } => {
                out.extend([0xC4, 3, *invoke]);
                put_list(out, results);
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
                result: read_result(reader)?,
            }),
            2 => {
                let last = reader.flag()?;
                let number = reader.u32()?;
                let at = reader.at();
                match reader.u8()? {
                    0 => {
                        let raw = reader.octets()?.to_vec();
                        Ok(Self::Block {
                            invoke,
                            block: Block { last, number, raw },
                        })
                    }
                    1 => {
                        let refusal = AccessResult::from_code(reader.u8()?);
                        let refusal = refusal.err().unwrap_or_default();
                        Ok(Self::Aborted {
                            invoke,
                            number,
                            refusal,
                        })
                    }
                    tag => Err(DecodeError::Tag { at, tag }),
                }
            }
            3 => Ok(Self::List {
                invoke,
                results: read_list(reader)?,
            }),
            tag => Err(DecodeError::Tag { at, tag }),
        }
    }
}

/// The results of a list as they stand in the response and inside its blocks.
pub(crate) fn put_list(out: &mut Vec<u8>, results: &[Result<Data, AccessResult>]) {
    put_length(out, results.len());
    for result in results {
        put_result(out, result);
    }
}

pub(crate) fn read_list_bytes(
    bytes: &[u8],
) -> Result<Vec<Result<Data, AccessResult>>, DecodeError> {
    let mut reader = Reader::new(bytes);
    let results = read_list(&mut reader)?;
    reader.end()?;
    Ok(results)
}

fn read_list(reader: &mut Reader<'_>) -> Result<Vec<Result<Data, AccessResult>>, DecodeError> {
    (0..read_count(reader)?)
        .map(|_| read_result(reader))
        .collect()
}

fn read_count(reader: &mut Reader<'_>) -> Result<usize, DecodeError> {
    let at = reader.at();
    match reader.length()? {
        count if count <= MAX_LIST => Ok(count),
        _ => Err(DecodeError::TooLarge {
            at,
            limit: MAX_LIST,
        }),
    }
}
