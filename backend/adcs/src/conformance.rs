//! The use case's numbers from the receipts of production (NFR-02, NFR-09, NFR-10, NFR-12 to
//! NFR-14, FR-09, FR-20), for the utility.

use crate::AdcsError;
use ami_domain::clock::Now;
use ami_domain::conformance::{
    Class, DEADLINE, MOST_PPM, RETRY, RETRY_SLACK, Share, Spread, Success,
};
use ami_domain::time::{Span, Timestamp, Window};
use ami_store::Store;

/// So far back the figures look.
pub const PERIOD: Span = Span::days(30);
const DAY: Span = Span::hours(24);

/// One figure of one requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Of which requirement.
    pub id: &'static str,
    /// What was kept, of all that was asked.
    pub share: Share,
    /// So much is wanted, in parts of a million.
    pub wanted_ppm: u64,
    /// Times at 50, 95, 99 and 100 %, where time is what is measured.
    pub times: Option<[Span; 4]>,
    /// Of the meters that lost most, for NFR-12 and NFR-13.
    pub rest: Option<Share>,
    /// Whether it holds.
    pub pass: bool,
}

/// All figures, and since when they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// From here ..
    pub from: Timestamp,
    /// .. to now.
    pub until: Timestamp,
    /// In the order of their ids.
    pub figures: Vec<Figure>,
}

/// Reads the figures. `factor` is the speed of the business clock: 60 s are seconds of people.
///
/// # Errors
/// When the store fails.
pub async fn live(store: &Store, now: Now, factor: i64) -> Result<Live, AdcsError> {
    let window = Window {
        start: now.business - PERIOD,
        end: now.business + Span::millis(1),
    };
    let mut tx = store.read().await?;
    let day = tx.daily_reached(now.business - DAY - DEADLINE).await?;
    let times = tx.delivery_times(window, DEADLINE, factor).await?;
    let retries = tx.delivery_retries(window).await?;
    let mut figures = Vec::new();
    let [shown, collected, meters] = day;
    figures.push(daily("FR-09", Share::new(shown, meters)));
    figures.push(daily("FR-20", Share::new(collected, meters)));
    for (id, class) in [
        ("NFR-02", Class::Supply),
        ("NFR-09", Class::Alert),
        ("NFR-14", Class::Test),
    ] {
        let mut spread = Spread::default();
        for (kind, took, count) in &times {
            if Class::of(kind) == class {
                match took {
                    Some(took) => spread.add_many(*took, *count),
                    None => spread.add_never(*count),
                }
            }
        }
        figures.push(timed(id, &spread));
    }
    figures.push(again(&retries));
    for (id, supply) in [("NFR-12", false), ("NFR-13", true)] {
        let groups = tx.delivery_success(window, supply, true).await?;
        let groups = groups
            .into_iter()
            .map(|(asked, done, meters)| (Share::new(done, asked), meters));
        let success = Success::of_alike(groups);
        figures.push(Figure {
            rest: Some(success.rest),
            pass: success.holds(),
            ..plain(id, success.most)
        });
    }
    figures.sort_by_key(|figure| figure.id);
    Ok(Live {
        from: window.start,
        until: now.business,
        figures,
    })
}

fn plain(id: &'static str, share: Share) -> Figure {
    Figure {
        id,
        share,
        wanted_ppm: MOST_PPM,
        times: None,
        rest: None,
        pass: share.at_least(MOST_PPM),
    }
}

fn daily(id: &'static str, share: Share) -> Figure {
    plain(id, share)
}

fn timed(id: &'static str, spread: &Spread) -> Figure {
    let at = |percent| spread.percentile(percent);
    let times = match (at(50), at(95), at(99), at(100)) {
        (Some(p50), Some(p95), Some(p99), Some(max)) => Some([p50, p95, p99, max]),
        _ => None,
    };
    Figure {
        times,
        ..plain(id, spread.within(DEADLINE))
    }
}

/// Of those that were sent again after silence: at 45 s. Earlier means that the gateway was back.
fn again(retries: &[(Span, u64)]) -> Figure {
    let mut share = Share::default();
    for (after, count) in retries.iter().filter(|(after, _)| *after >= RETRY) {
        let part = if *after <= RETRY + RETRY_SLACK {
            *count
        } else {
            0
        };
        share = share.plus(Share::new(part, *count));
    }
    plain("NFR-10", share)
}
