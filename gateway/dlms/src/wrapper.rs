//! The wrapper: how messages travel over TCP (IEC 62056-4-7), version 1, port 4059.

/// TCP port that IANA gave to DLMS.
pub const PORT: u16 = 4059;
/// Bytes before the message: version, source, destination, length.
pub const HEADER_LEN: usize = 8;

/// One message with its two service access points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wpdu {
    /// Who sends.
    pub source: u16,
    /// Who receives.
    pub destination: u16,
    /// The message.
    pub apdu: Vec<u8>,
}

/// Why the stream cannot be read further; only a new connection helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WrapperError {
    /// The header does not begin with version 1.
    #[error("wrapper version {0:#06x} instead of 1; close the connection")]
    Version(u16),
    /// The message is longer than we take.
    #[error("wrapper message of {len} bytes is above {limit}; close the connection")]
    TooLong {
        /// Bytes announced.
        len: usize,
        /// Bytes we take.
        limit: usize,
    },
}

/// Appends header and message. Messages above 65,535 bytes are cut: callers stay below the
/// negotiated length, which is a `u16`.
pub fn encode(source: u16, destination: u16, apdu: &[u8], out: &mut Vec<u8>) {
    let len = u16::try_from(apdu.len()).unwrap_or(u16::MAX);
    for word in [1, source, destination, len] {
        out.extend(word.to_be_bytes());
    }
    out.extend(apdu.iter().take(usize::from(len)));
}

/// Cuts a stream into messages, however TCP has cut it before.
#[derive(Debug)]
pub struct WrapperParser {
    buffer: Vec<u8>,
    limit: usize,
    broken: Option<WrapperError>,
}

impl WrapperParser {
    /// Takes messages of at most `limit` bytes.
    #[must_use]
    pub const fn new(limit: usize) -> Self {
        Self {
            buffer: Vec::new(),
            limit,
            broken: None,
        }
    }

    /// Adds received bytes. Bytes after a broken header are dropped.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.broken.is_none() {
            self.buffer.extend_from_slice(bytes);
        }
    }

    /// The next whole message, if there is one.
    ///
    /// # Errors
    /// A broken header; it comes back at each further call.
    pub fn next_message(&mut self) -> Result<Option<Wpdu>, WrapperError> {
        if let Some(broken) = self.broken {
            return Err(broken);
        }
        let Some(header) = self.buffer.first_chunk::<HEADER_LEN>() else {
            return Ok(None);
        };
        let word = |i: usize| u16::from_be_bytes([header[i], header[i + 1]]);
        let (version, source, destination, len) = (word(0), word(2), word(4), word(6));
        let len = usize::from(len);
        if version != 1 {
            return Err(self.fail(WrapperError::Version(version)));
        }
        if len > self.limit {
            return Err(self.fail(WrapperError::TooLong {
                len,
                limit: self.limit,
            }));
        }
        let Some(apdu) = self.buffer.get(HEADER_LEN..HEADER_LEN + len) else {
            return Ok(None);
        };
        let apdu = apdu.to_vec();
        self.buffer.drain(..HEADER_LEN + len);
        Ok(Some(Wpdu {
            source,
            destination,
            apdu,
        }))
    }

    fn fail(&mut self, error: WrapperError) -> WrapperError {
        self.buffer = Vec::new();
        self.broken = Some(error);
        error
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{WrapperError, WrapperParser, encode};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn messages_survive_any_cutting(
            apdus in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..50), 0..5),
            step in 1usize..20,
        ) {
            let mut stream = Vec::new();
            for apdu in &apdus {
                encode(16, 1, apdu, &mut stream);
            }
            let mut parser = WrapperParser::new(64);
            let mut got = Vec::new();
            for part in stream.chunks(step) {
                parser.push(part);
                while let Some(wpdu) = parser.next_message().unwrap() {
                    prop_assert_eq!((wpdu.source, wpdu.destination), (16, 1));
                    got.push(wpdu.apdu);
                }
            }
            prop_assert_eq!(got, apdus);
        }

        #[test]
        fn no_stream_makes_the_parser_panic(
            bytes in proptest::collection::vec(any::<u8>(), 0..99),
        ) {
            let mut parser = WrapperParser::new(64);
            parser.push(&bytes);
            while let Ok(Some(_)) = parser.next_message() {}
        }
    }

    #[test]
    fn a_wrong_version_or_length_ends_the_stream_for_good() {
        let mut parser = WrapperParser::new(64);
        parser.push(&[0, 2, 0, 16, 0, 1, 0, 0]);
        assert_eq!(parser.next_message(), Err(WrapperError::Version(2)));
        parser.push(&[0, 1, 0, 16, 0, 1, 0, 0]);
        assert_eq!(parser.next_message(), Err(WrapperError::Version(2)));
        let mut parser = WrapperParser::new(64);
        parser.push(&[0, 1, 0, 16, 0, 1, 0, 65]);
        assert_eq!(
            parser.next_message(),
            Err(WrapperError::TooLong { len: 65, limit: 64 })
        );
    }
}
