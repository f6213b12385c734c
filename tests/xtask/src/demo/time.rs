//! The scaled business clock that all programs share: business = origin + (real - origin) * factor.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{secrets, trouble::Trouble};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// The first start is at eight in the morning of Pacific standard time.
const MORNING_UTC_MS: i64 = 16 * 60 * 60 * 1000;

/// Where the business time stood at the start and how fast it goes.
#[derive(Debug)]
pub(super) struct BusinessClock {
    real_origin_ms: i64,
    business_origin_ms: i64,
    factor: u32,
    path: PathBuf,
}

impl BusinessClock {
    /// Goes on where the data folder's clock stood: business time stands still while the demo is
    /// away, and never goes back.
    ///
    /// # Errors
    /// When the saved time cannot be read.
    pub(super) fn open(data: &Path, factor: u32, now_ms: i64) -> Result<Self, Trouble> {
        let path = data.join("business-time");
        let business_origin_ms = match fs::read_to_string(&path) {
            Ok(text) => text.trim().parse().map_err(|_| {
                Trouble::new(
                    format!("{} holds no time", path.display()),
                    "write the business time there in milliseconds since 1970",
                )
            })?,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => first_morning(now_ms),
            Err(e) => return Err(Trouble::file("read", &path, &e)),
        };
        Ok(Self {
            real_origin_ms: now_ms,
            business_origin_ms,
            factor,
            path,
        })
    }

    /// Business time in milliseconds since 1970 at a real time.
    pub(super) fn at(&self, real_ms: i64) -> i64 {
        let passed = real_ms.saturating_sub(self.real_origin_ms).max(0);
        self.business_origin_ms
            .saturating_add(passed.saturating_mul(i64::from(self.factor)))
    }

    /// Keeps the business time for the next start.
    ///
    /// # Errors
    /// When the disk is full or the folder is gone.
    pub(super) fn save(&self, real_ms: i64) -> Result<(), Trouble> {
        secrets::write_private(&self.path, &format!("{}\n", self.at(real_ms)))
    }

    /// The `[clock]` section that stands in every configuration.
    pub(super) fn section(&self) -> String {
        format!(
            "\n[clock]\nreal_origin_ms = {}\nbusiness_origin_ms = {}\nfactor = {}\n",
            self.real_origin_ms, self.business_origin_ms, self.factor
        )
    }
}

fn first_morning(now_ms: i64) -> i64 {
    now_ms - now_ms.rem_euclid(DAY_MS) + MORNING_UTC_MS
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn business_time_goes_on_where_it_stood_and_never_back() {
        let dir = crate::config::temp().join(format!("ami-time-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let first = BusinessClock::open(&dir, 360, 10 * DAY_MS + 5).unwrap();
        assert_eq!(first.at(10 * DAY_MS + 5), 10 * DAY_MS + MORNING_UTC_MS);
        let end = first.at(10 * DAY_MS + 10_005);
        assert_eq!(
            end,
            10 * DAY_MS + MORNING_UTC_MS + 3_600_000,
            "ten seconds are an hour"
        );
        first.save(10 * DAY_MS + 10_005).unwrap();
        let second = BusinessClock::open(&dir, 60, 12 * DAY_MS).unwrap();
        assert_eq!(second.at(12 * DAY_MS), end);
        assert_eq!(
            second.at(11 * DAY_MS),
            end,
            "a real clock that went back moves nothing"
        );
        fs::remove_dir_all(dir).unwrap();
    }
}
