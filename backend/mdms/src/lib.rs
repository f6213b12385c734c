//! Meter data management: keep what meters said, hand it out at once.
