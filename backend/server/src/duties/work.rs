//! What each duty does in one run.

use super::Work;
use crate::mqtt::Link;
use crate::state::App;
use ami_adcs::{alerts, dispatch, pair, settings};
use ami_domain::time::Span;

/// What processors told is kept this long; the processor itself lists a month.
const EVENTS_KEPT: Span = Span::days(60);
/// Who was given a code for a new password is kept this long.
const PASSWORD_CODES_KEPT: Span = Span::days(365);
/// Received message ids are kept this long, to know second copies.
const INBOX_KEPT: Span = Span::days(30);
/// Feed rows are kept this long.
const FEED_KEPT: Span = Span::minutes(10);

pub(super) fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Commands that are due become outbox rows, and outbox rows go out.
pub(super) fn send(app: App, link: Link) -> Work {
    Box::pin(async move {
        let store = &app.css.store;
        let done = dispatch::dispatch(store, app.now(), &app.css.terms)
            .await
            .map_err(text)?;
        app.gauges.sent.inc_by(u64::from(done.sent));
        app.gauges.expired.inc_by(u64::from(done.expired));
        app.gauges.late.inc_by(done.late);
        link.publish(&app).await.map_err(text)?;
        Ok(())
    })
}

/// Gateways are told again about displays that are paired, and what took too long ends.
pub(super) fn pair(app: App, _: Link) -> Work {
    Box::pin(async move {
        let said = pair::speak(&app.css.store, app.now()).await.map_err(text)?;
        if said > 0 {
            app.wake.notify_one();
        }
        Ok(())
    })
}

/// An operator sees what waits, and for how long.
pub(super) fn count_what_waits(app: App, _: Link) -> Work {
    Box::pin(async move {
        let mut tx = app.css.store.read().await.map_err(text)?;
        let waiting = tx.waiting().await.map_err(text)?;
        app.gauges.waiting(app.now(), &waiting);
        Ok(())
    })
}

/// Texts to many go on, batch by batch; what is over is filed away.
pub(super) fn carry_alerts(app: App, _: Link) -> Work {
    Box::pin(async move {
        let store = &app.css.store;
        alerts::archive(store, app.now()).await.map_err(text)?;
        while !app.ending.is_cancelled() {
            let mut chance = app.chance();
            let more = alerts::walk(store, app.now(), &mut chance);
            if !more.await.map_err(text)? {
                return Ok(());
            }
            app.wake.notify_one();
            // Whoever waits for the writer has it before the next batch.
            tokio::task::yield_now().await;
        }
        Ok(())
    })
}

/// Another instance may have changed a number.
pub(super) fn reread_settings(app: App, _: Link) -> Work {
    Box::pin(async move {
        let css = &app.css;
        settings::reload(&css.store, &css.terms).await.map_err(text)
    })
}

/// Accounts whose customers have moved out are closed.
pub(super) fn close_accounts(app: App, _: Link) -> Work {
    Box::pin(async move {
        let mut chance = app.chance();
        let closed = app.css.close_accounts(&app.clock, &mut chance);
        if closed.await.map_err(text)? > 0 {
            app.wake.notify_one();
        }
        Ok(())
    })
}

pub(super) fn charge(app: App, _: Link) -> Work {
    Box::pin(async move {
        let charged = app
            .css
            .charge(&app.clock, &mut app.chance())
            .await
            .map_err(text)?;
        if charged > 0 {
            app.wake.notify_one();
        }
        Ok(())
    })
}

pub(super) fn refresh(app: App, _: Link) -> Work {
    Box::pin(async move {
        let shown = app
            .css
            .refresh(&app.clock, &mut app.chance())
            .await
            .map_err(text)?;
        if shown > 0 {
            app.wake.notify_one();
        }
        Ok(())
    })
}

/// Low and empty accounts (SC4, SC5).
pub(super) fn watch(app: App, _: Link) -> Work {
    Box::pin(async move {
        let seen = app
            .css
            .watch(&app.clock, &mut app.chance())
            .await
            .map_err(text)?;
        if seen > 0 {
            app.wake.notify_one();
        }
        Ok(())
    })
}

/// Paydays that have come, and automatic payments in doubt (SC4.6).
pub(super) fn pay_days(app: App, _: Link) -> Work {
    Box::pin(async move {
        let seen = app
            .css
            .pay_days(&app.clock, &mut app.chance())
            .await
            .map_err(text)?;
        if seen > 0 {
            app.wake.notify_one();
        }
        Ok(())
    })
}

/// Meters that deliver no interval data (FR-20).
pub(super) fn collect(app: App, _: Link) -> Work {
    Box::pin(async move {
        ami_adcs::collect::collect(&app.css.store, app.now(), &app.css.terms)
            .await
            .map_err(text)?;
        Ok(())
    })
}

/// Days that have begun pay debt back.
pub(super) fn pay_debt(app: App, _: Link) -> Work {
    Box::pin(async move {
        let mut chance = app.chance();
        let paid = app.css.pay_debt_days(&app.clock, &mut chance).await;
        if paid.map_err(text)? > 0 {
            app.wake.notify_one();
        }
        Ok(())
    })
}

/// Help whose time is over goes back.
pub(super) fn end_help(app: App, _: Link) -> Work {
    Box::pin(async move {
        let mut chance = app.chance();
        let ended = app.css.end_help(&app.clock, &mut chance).await;
        if ended.map_err(text)? > 0 {
            app.wake.notify_one();
        }
        Ok(())
    })
}

/// What was planned for supply comes due (FR-14).
pub(super) fn plans(app: App, _: Link) -> Work {
    Box::pin(async move {
        let store = &app.css.store;
        let chance = &mut app.chance();
        let done = ami_adcs::plans::run(store, app.now(), chance, &app.css.terms);
        if done.await.map_err(text)? > 0 {
            app.wake.notify_one();
        }
        Ok(())
    })
}

/// Who is dark and protected by now gets service back.
pub(super) fn bring_back(app: App, _: Link) -> Work {
    Box::pin(async move {
        let back = app.css.bring_back(app.now(), &mut app.chance()).await;
        if back.map_err(text)? > 0 {
            app.wake.notify_one();
        }
        Ok(())
    })
}

/// The utility's standing rules (FR-10).
pub(super) fn rules(app: App, _: Link) -> Work {
    Box::pin(async move {
        let store = &app.css.store;
        let chance = &mut app.chance();
        let done = ami_adcs::rules::run(store, app.now(), chance, &app.css.terms);
        done.await.map_err(text)?;
        Ok(())
    })
}

/// Who knows the weather is asked (FR-10).
pub(super) fn look_at_the_weather(app: App, _: Link) -> Work {
    Box::pin(async move {
        let looked = app.weather.look(&app.css.store, app.now()).await;
        looked.map(drop)
    })
}

/// Customers without power whose meter has answered, or whose time is over (SC6.10).
pub(super) fn no_power(app: App, _: Link) -> Work {
    Box::pin(async move {
        let moved = app.css.watch_no_power(app.now(), &mut app.chance()).await;
        moved.map(drop).map_err(text)
    })
}

/// Orders go to the system that sends people (SC6.10).
pub(super) fn hand_over(app: App, _: Link) -> Work {
    Box::pin(async move {
        match &app.work_orders {
            Some(system) => system.hand_over(&app).await.map(drop).map_err(text),
            None => Ok(()),
        }
    })
}

/// Events go on with time, and meters are made sure to have theirs (NFR-08).
pub(super) fn events(app: App, _: Link) -> Work {
    Box::pin(async move {
        let mut chance = app.chance();
        let ran = app.css.run_events(&app.clock, &mut chance).await;
        let sure = ami_adcs::schedule::verify(&app.css.store, app.now(), &mut chance).await;
        if ran.map_err(text)? + sure.map_err(text)? > 0 {
            app.wake.notify_one();
        }
        Ok(())
    })
}

pub(super) fn feed(app: App, _: Link) -> Work {
    Box::pin(async move {
        app.live
            .poll(&app.css.store, app.now().real)
            .await
            .map_err(text)?;
        Ok(())
    })
}

/// Days of the ledger that are over are closed, statements issued, and meters' credit compared.
pub(super) fn close(app: App, _: Link) -> Work {
    Box::pin(async move {
        let now = app.now().business;
        let zone = app.css.utility_zone().await.map_err(text)?;
        let closed = app.css.close_days(&zone, now).await.map_err(text)?;
        if closed > 0 {
            tracing::info!(closed, "Days of the ledger were closed");
        }
        app.css.issue_statements(&zone, now).await.map_err(text)?;
        app.css.check_credit(now).await.map_err(text)?;
        Ok(())
    })
}

pub(super) fn prune(app: App, _: Link) -> Work {
    Box::pin(async move {
        let done = ami_adcs::prune::prune(&app.css.store, app.now(), &app.css.terms).await;
        let gone = done.map_err(text)?;
        if gone > 0 {
            tracing::info!(gone, "Records were forgotten that are kept no longer");
        }
        Ok(())
    })
}

pub(super) fn forget(app: App, _: Link) -> Work {
    Box::pin(async move {
        let real = app.now().real;
        let mut tx = app.css.store.begin().await.map_err(text)?;
        tx.forget_told_before(real - FEED_KEPT)
            .await
            .map_err(text)?;
        tx.forget_received_before(real - INBOX_KEPT)
            .await
            .map_err(text)?;
        tx.forget_processor_events_before(real - EVENTS_KEPT)
            .await
            .map_err(text)?;
        tx.delete_expired_sessions(real).await.map_err(text)?;
        tx.delete_password_codes_before(real - PASSWORD_CODES_KEPT)
            .await
            .map_err(text)?;
        tx.delete_attempts_before(real - Span::hours(1))
            .await
            .map_err(text)?;
        tx.commit().await.map_err(text)
    })
}
