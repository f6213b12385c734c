//! Reading and writing bytes without ever panicking: the ground under every other file.

/// Why bytes from the wire could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The bytes end before the value does.
    #[error("bytes end early at offset {at}")]
    Truncated {
        /// Offset of the first missing byte.
        at: usize,
    },
    /// A tag or choice that this place does not allow, or that we do not support.
    #[error("unexpected tag {tag:#04x} at offset {at}")]
    Tag {
        /// Offset of the tag.
        at: usize,
        /// The tag itself.
        tag: u8,
    },
    /// A length or a nesting depth above our named limit.
    #[error("value is larger than {limit} at offset {at}")]
    TooLarge {
        /// Offset where the limit was passed.
        at: usize,
        /// The limit that was passed.
        limit: usize,
    },
    /// Bytes are left over after a complete value.
    #[error("bytes left over from offset {at}")]
    Trailing {
        /// Offset of the first surplus byte.
        at: usize,
    },
    /// The bytes are well formed and mean nothing (a month 13, text that is not UTF-8).
    #[error("{what} has no meaning")]
    Meaning {
        /// Which value it is.
        what: &'static str,
    },
}

/// A cursor over received bytes; every read is checked.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(crate) fn at(&self) -> usize {
        self.at
    }

    pub(crate) fn left(&self) -> usize {
        self.bytes.len().saturating_sub(self.at)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.left() == 0
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(crate) fn take(&mut self, n: usize) -> Result<&'a [u8], DecodeError> {
        let end = self
            .at
            .checked_add(n)
            .ok_or(DecodeError::Truncated { at: self.at })?;
        let part = self.bytes.get(self.at..end);
        let part = part.ok_or(DecodeError::Truncated {
            at: self.bytes.len(),
        })?;
        self.at = end;
        Ok(part)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let part = self.take(N)?;
        let mut out = [0; N];
        out.copy_from_slice(part);
        Ok(out)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, DecodeError> {
        Ok(self.array::<1>()?[0])
    }

    pub(crate) fn u16(&mut self) -> Result<u16, DecodeError> {
        Ok(u16::from_be_bytes(self.array()?))
    }

    pub(crate) fn u32(&mut self) -> Result<u32, DecodeError> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    /// A length in A-XDR or BER definite form, at most four bytes long.
    pub(crate) fn length(&mut self) -> Result<usize, DecodeError> {
        let at = self.at;
        let first = self.u8()?;
        if first < 0x80 {
            return Ok(usize::from(first));
        }
        let n = usize::from(first & 0x7F);
        if n == 0 || n > 4 {
            return Err(DecodeError::Tag { at, tag: first });
        }
        Ok(self
            .take(n)?
            .iter()
            .fold(0, |len, byte| (len << 8) | usize::from(*byte)))
    }

    /// Length and then so many bytes.
    pub(crate) fn octets(&mut self) -> Result<&'a [u8], DecodeError> {
        let n = self.length()?;
        self.take(n)
    }

    /// An A-XDR flag: zero is false, all else is true.
    pub(crate) fn flag(&mut self) -> Result<bool, DecodeError> {
        Ok(self.u8()? != 0)
    }

    pub(crate) fn tag(&mut self, wanted: u8) -> Result<(), DecodeError> {
        let at = self.at;
        match self.u8()? {
            tag if tag == wanted => Ok(()),
            tag => Err(DecodeError::Tag { at, tag }),
        }
    }

    pub(crate) fn rest(&mut self) -> &'a [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at = self.bytes.len();
        rest
    }

    pub(crate) fn end(&self) -> Result<(), DecodeError> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(DecodeError::Trailing { at: self.at })
        }
    }
}

/// Appends a length in definite form, in as few bytes as it needs.
pub(crate) fn put_length(out: &mut Vec<u8>, len: usize) {
    let bytes = u32::try_from(len).unwrap_or(u32::MAX).to_be_bytes();
    match len {
        0..0x80 => out.push(bytes[3]),
        0x80..0x100 => out.extend([0x81, bytes[3]]),
        0x100..0x1_0000 => out.extend([0x82, bytes[2], bytes[3]]),
        0x1_0000..0x100_0000 => out.extend([0x83, bytes[1], bytes[2], bytes[3]]),
        _ => {
            out.push(0x84);
            out.extend(bytes);
        }
    }
}

/// Appends a length and then the bytes.
pub(crate) fn put_octets(out: &mut Vec<u8>, bytes: &[u8]) {
    put_length(out, bytes.len());
    out.extend_from_slice(bytes);
}
