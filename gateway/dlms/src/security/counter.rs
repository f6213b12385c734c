//! Invocation counters: ours, which must never repeat, and theirs, which must only grow.

use super::SecurityError;

/// Our own invocation counter. It gives a value once, and only under a stored ceiling.
///
/// ```
/// use ami_dlms::Counter;
/// let stored_on_disk = 4096;
/// let mut counter = Counter::resume(stored_on_disk);
/// assert!(counter.take().is_err());
/// let ceiling = counter.reserve(256);
/// // Store `ceiling` here, and go on only when it is safely on disk.
/// assert_eq!(ceiling, 4096 + 256);
/// assert_eq!(counter.take(), Ok(4096));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    next: u32,
    ceiling: u32,
}

impl Counter {
    /// Goes on from the ceiling that was stored last; 0 for keys that were never used.
    /// Values that an earlier run reserved and did not use are lost on purpose.
    #[must_use]
    pub const fn resume(stored_ceiling: u32) -> Self {
        Self {
            next: stored_ceiling,
            ceiling: stored_ceiling,
        }
    }

    /// Raises the ceiling by `n` values and gives it. The caller stores it BEFORE anything
    /// is sent; after a crash it is what [`Counter::resume`] takes. Stops at `u32::MAX`.
    pub const fn reserve(&mut self, n: u32) -> u32 {
        self.ceiling = self.ceiling.saturating_add(n);
        self.ceiling
    }

    /// Values left under the ceiling.
    #[must_use]
    pub const fn remaining(&self) -> u32 {
        self.ceiling - self.next
    }

    /// The value that comes next.
    #[must_use]
    pub const fn next_value(&self) -> u32 {
        self.next
    }

    /// Takes the next value.
    ///
    /// # Errors
    /// [`SecurityError::CounterNotReserved`] at the ceiling.
    pub const fn take(&mut self) -> Result<u32, SecurityError> {
        if self.next < self.ceiling {
            self.next += 1;
            Ok(self.next - 1)
        } else {
            Err(SecurityError::CounterNotReserved)
        }
    }
}

/// Remembers the highest counter of the other side and refuses all that is not above it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReplayGuard {
    last: Option<u32>,
}

impl ReplayGuard {
    /// Goes on from the highest counter that was accepted and stored; none for new keys.
    #[must_use]
    pub const fn resume(last: Option<u32>) -> Self {
        Self { last }
    }

    /// The highest counter accepted so far.
    #[must_use]
    pub const fn last(&self) -> Option<u32> {
        self.last
    }

    /// Accepts `got` and remembers it; call it only after the tag was checked.
    ///
    /// # Errors
    /// [`SecurityError::Replay`] when `got` is not above the last one.
    pub const fn accept(&mut self, got: u32) -> Result<(), SecurityError> {
        match self.last {
            Some(last) if got <= last => Err(SecurityError::Replay { got, last }),
            Some(_) | None => {
                self.last = Some(got);
                Ok(())
            }
        }
    }
}
