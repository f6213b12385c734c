//! Numbers, segments and acknowledgements: the half of a link that both ends share.

use std::collections::VecDeque;

use super::{Control, LinkError, MAX_LSDU, Params};

/// LLC bytes before a message from a client, and from a server.
pub(super) const LLC_REQUEST: [u8; 3] = [0xE6, 0xE6, 0x00];
pub(super) const LLC_RESPONSE: [u8; 3] = [0xE6, 0xE7, 0x00];

/// What an incoming I frame did.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// The number is not the expected one: seen before, or one is missing.
    OutOfOrder,
    /// A segment; the message goes on.
    Segment,
    /// The last segment: the whole message with its LLC bytes.
    Message(Vec<u8>),
    /// The message grew above [`MAX_LSDU`].
    TooLong,
}

#[derive(Debug, Default)]
pub(super) struct Exchange {
    /// Number of the first frame in `queue`.
    base: u8,
    /// Frames in `queue` that were sent and not acknowledged.
    in_flight: u8,
    /// V(R), the number expected next.
    expected: u8,
    /// Information fields not acknowledged yet; the flag says that more follow.
    queue: VecDeque<(bool, Vec<u8>)>,
    assembly: Vec<u8>,
}

impl Exchange {
    pub(super) fn enqueue(
        &mut self,
        llc: [u8; 3],
        apdu: &[u8],
        params: Params,
    ) -> Result<(), LinkError> {
        if !self.queue.is_empty() {
            return Err(LinkError::Busy);
        }
        if apdu.len() + llc.len() > MAX_LSDU {
            return Err(LinkError::TooLong);
        }
        let lsdu = [&llc, apdu].concat();
        let mut parts = lsdu.chunks(usize::from(params.info_tx)).peekable();
        while let Some(part) = parts.next() {
            self.queue
                .push_back((parts.peek().is_some(), part.to_vec()));
        }
        Ok(())
    }

    /// Takes N(R); true when it acknowledges something new.
    pub(super) fn acknowledge(&mut self, nr: u8) -> bool {
        let count = nr.wrapping_sub(self.base) & 7;
        if count == 0 || count > self.in_flight {
            return false;
        }
        self.queue.drain(..usize::from(count).min(self.queue.len()));
        self.base = nr;
        self.in_flight -= count;
        true
    }

    pub(super) fn take(&mut self, ns: u8, segmented: bool, info: &[u8]) -> Taken {
        if ns != self.expected {
            return Taken::OutOfOrder;
        }
        self.expected = (self.expected + 1) & 7;
        if self.assembly.len() + info.len() > MAX_LSDU {
            self.assembly = Vec::new();
            return Taken::TooLong;
        }
        self.assembly.extend_from_slice(info);
        if segmented {
            Taken::Segment
        } else {
            Taken::Message(std::mem::take(&mut self.assembly))
        }
    }

    /// Sends again from the first frame that is not acknowledged.
    pub(super) fn rewind(&mut self) {
        self.in_flight = 0;
    }

    /// The frames that the window lets out now, the last one with the poll or final bit.
    pub(super) fn frames(&mut self, window: u8) -> Vec<(Control, bool, Vec<u8>)> {
        let mut out = Vec::new();
        while self.in_flight < window.clamp(1, 7) {
            let Some((more, info)) = self.queue.get(usize::from(self.in_flight)) else {
                break;
            };
            let ns = (self.base + self.in_flight) & 7;
            out.push((
                Control::I {
                    nr: self.expected,
                    ns,
                    pf: false,
                },
                *more,
                info.clone(),
            ));
            self.in_flight += 1;
        }
        if let Some((Control::I { pf, .. }, ..)) = out.last_mut() {
            *pf = true;
        }
        out
    }

    pub(super) fn ready(&self) -> Control {
        Control::Rr {
            nr: self.expected,
            pf: true,
        }
    }

    pub(super) fn is_assembling(&self) -> bool {
        !self.assembly.is_empty()
    }

    pub(super) fn is_sending(&self) -> bool {
        !self.queue.is_empty()
    }

    pub(super) const fn has_in_flight(&self) -> bool {
        self.in_flight > 0
    }
}
