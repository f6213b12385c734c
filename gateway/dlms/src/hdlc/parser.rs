//! Finds frames in a stream of bytes, through noise, stray flags and cut frames.

use super::{FLAG, Frame, MAX_HEADER};

/// Bytes kept while no frame is found.
const MAX_BUFFER: usize = 16 * 1024;
/// The shortest frame: format, two addresses, control, FCS.
const MIN_LEN: usize = 7;

/// An incremental parser. A frame counts only when its length, its closing flag and both
/// its checks are right; else the search goes on one byte after its opening flag.
#[derive(Debug)]
pub struct FrameParser {
    buffer: Vec<u8>,
    max_len: usize,
}

impl FrameParser {
    /// Takes frames with information fields of at most `max_info` bytes.
    #[must_use]
    pub const fn new(max_info: usize) -> Self {
        Self {
            buffer: Vec::new(),
            max_len: max_info + MAX_HEADER,
        }
    }

    /// Adds received bytes; of an endless frame-less stream only the end is kept.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
        let surplus = self.buffer.len().saturating_sub(MAX_BUFFER);
        self.buffer.drain(..surplus);
    }

    /// The next whole frame, if there is one.
    pub fn next_frame(&mut self) -> Option<Frame> {
        loop {
            let start = self.buffer.iter().position(|byte| *byte == FLAG);
            self.buffer.drain(..start.unwrap_or(self.buffer.len()));
            let [_, high, low, ..] = self.buffer.as_slice() else {
                return None;
            };
            let len = (usize::from(high & 0x07) << 8) | usize::from(*low);
            if high & 0xF0 == 0xA0 && (MIN_LEN..=self.max_len).contains(&len) {
                // A frame inside another frame's bytes must not be taken for one, so an
                // incomplete frame is waited for until `give_up_partial`.
                let whole = self.buffer.get(1..len + 2)?;
                if let Some((&FLAG, inner)) = whole.split_last()
                    && let Ok(frame) = Frame::from_inner(inner)
                {
                    // The closing flag may open the next frame, so it stays.
                    self.buffer.drain(..=len);
                    return Some(frame);
                }
            }
            self.buffer.remove(0);
        }
    }

    /// True while a frame has begun and not ended.
    #[must_use]
    pub fn has_partial(&self) -> bool {
        self.buffer.len() > 1
    }

    /// Gives up the frame that has begun: its rest does not come. Frames behind its start
    /// are found by the next call of [`FrameParser::next_frame`].
    pub fn give_up_partial(&mut self) {
        if !self.buffer.is_empty() {
            self.buffer.remove(0);
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.buffer.clear();
    }
}
