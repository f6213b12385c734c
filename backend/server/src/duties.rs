//! What is done without being asked, each at its own pace in real time. A duty that fails says so
//! once and goes on later; one that panics does not end the others.

mod payments;
mod work;

use crate::mqtt::Link;
use crate::state::App;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinSet;

type Work = Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;

/// One duty.
#[derive(Debug)]
pub struct Duty {
    /// Its name in the log.
    pub name: &'static str,
    /// Pause between two runs.
    pub pace: Duration,
    /// Runs at once when woken by this, too.
    pub woken: Option<fn(&App) -> &Notify>,
    run: fn(App, Link) -> Work,
}

/// Longest pause after failures.
const BACKOFF_MAX: Duration = Duration::from_secs(30);
/// Every duty.
pub static DUTIES: &[Duty] = &[
    Duty {
        name: "send",
        pace: Duration::from_millis(250),
        woken: Some(|app| &app.wake),
        run: work::send,
    },
    Duty {
        name: "alerts",
        pace: Duration::from_secs(1),
        woken: Some(|app| &app.wake_alerts),
        run: work::carry_alerts,
    },
    Duty {
        name: "settings",
        pace: Duration::from_secs(5),
        woken: None,
        run: work::reread_settings,
    },
    Duty {
        name: "charge",
        pace: Duration::from_millis(500),
        woken: None,
        run: work::charge,
    },
    Duty {
        name: "refresh",
        pace: Duration::from_secs(2),
        woken: None,
        run: work::refresh,
    },
    Duty {
        name: "watch",
        pace: Duration::from_secs(1),
        woken: None,
        run: work::watch,
    },
    Duty {
        name: "pay_days",
        pace: Duration::from_secs(10),
        woken: None,
        run: work::pay_days,
    },
    Duty {
        name: "collect",
        pace: Duration::from_mins(1),
        woken: None,
        run: work::collect,
    },
    Duty {
        name: "move_out",
        pace: Duration::from_secs(10),
        woken: None,
        run: work::close_accounts,
    },
    Duty {
        name: "settle",
        pace: Duration::from_secs(5),
        woken: None,
        run: payments::settle,
    },
    Duty {
        name: "follow_up",
        pace: Duration::from_secs(1),
        woken: None,
        run: payments::follow_up,
    },
    Duty {
        name: "forget_cards",
        pace: Duration::from_secs(30),
        woken: None,
        run: payments::forget_cards,
    },
    Duty {
        name: "processor",
        pace: Duration::from_secs(2),
        woken: Some(|app| &app.wake_processor),
        run: payments::heed_processor,
    },
    Duty {
        name: "lost_events",
        pace: Duration::from_mins(1),
        woken: None,
        run: payments::find_lost_events,
    },
    Duty {
        name: "payment_report",
        pace: Duration::from_mins(10),
        woken: None,
        run: payments::compare_report,
    },
    Duty {
        name: "debt",
        pace: Duration::from_secs(30),
        woken: None,
        run: work::pay_debt,
    },
    Duty {
        name: "help",
        pace: Duration::from_secs(30),
        woken: None,
        run: work::end_help,
    },
    Duty {
        name: "plans",
        pace: Duration::from_secs(1),
        woken: None,
        run: work::plans,
    },
    Duty {
        name: "bring_back",
        pace: Duration::from_secs(1),
        woken: None,
        run: work::bring_back,
    },
    Duty {
        name: "rules",
        pace: Duration::from_secs(10),
        woken: None,
        run: work::rules,
    },
    Duty {
        name: "weather",
        pace: Duration::from_mins(1),
        woken: None,
        run: work::look_at_the_weather,
    },
    Duty {
        name: "no_power",
        pace: Duration::from_secs(1),
        woken: None,
        run: work::no_power,
    },
    Duty {
        name: "hand_over",
        pace: Duration::from_secs(1),
        woken: None,
        run: work::hand_over,
    },
    Duty {
        name: "pair",
        pace: Duration::from_secs(1),
        woken: None,
        run: work::pair,
    },
    Duty {
        name: "events",
        pace: Duration::from_millis(500),
        woken: None,
        run: work::events,
    },
    Duty {
        name: "feed",
        pace: Duration::from_millis(150),
        woken: None,
        run: work::feed,
    },
    Duty {
        name: "close",
        pace: Duration::from_secs(10),
        woken: None,
        run: work::close,
    },
    Duty {
        name: "count",
        pace: Duration::from_mins(1),
        woken: None,
        run: work::count_what_waits,
    },
    Duty {
        name: "prune",
        pace: Duration::from_mins(1),
        woken: None,
        run: work::prune,
    },
    Duty {
        name: "forget",
        pace: Duration::from_mins(1),
        woken: None,
        run: work::forget,
    },
];

/// Starts every duty; they end when the process does.
pub fn start(app: &App, link: &Link) -> JoinSet<()> {
    let mut all = JoinSet::new();
    for duty in DUTIES {
        all.spawn(keep(duty, app.clone(), link.clone()));
    }
    all
}

async fn keep(duty: &'static Duty, app: App, link: Link) {
    let mut failures = 0_u32;
    while !app.ending.is_cancelled() {
        // A task of its own: a panic ends this run and not the duty.
        let done = tokio::spawn((duty.run)(app.clone(), link.clone())).await;
        match done.map_err(|e| e.to_string()).and_then(|run| run) {
            Ok(()) => failures = 0,
            Err(error) => {
                failures = failures.saturating_add(1);
                app.gauges.duty_failed.inc();
                if failures.is_power_of_two() {
                    tracing::error!(duty = duty.name, failures, error, "A duty failed");
                }
            }
        }
        let pause = duty
            .pace
            .saturating_mul(1 << failures.min(8))
            .min(BACKOFF_MAX);
        tokio::select! {
            () = app.ending.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
            () = woken(duty, &app) => {}
        }
    }
}

/// Ends when the duty is woken, or never.
async fn woken(duty: &Duty, app: &App) {
    match duty.woken {
        Some(by) => by(app).notified().await,
        None => std::future::pending().await,
    }
}
