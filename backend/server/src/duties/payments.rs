//! Duties about money that is on its way.

use super::work::text;
use super::{Link, Work};
use crate::state::App;
use ami_domain::clock::Clock;
use ami_domain::time::Span;

/// A payment that is open for longer than this was left by a crash.
const OPEN_MAX: Span = Span::seconds(90);
/// A refund that is open for longer than this was left in doubt.
const REFUND_OPEN_MAX: Span = Span::seconds(30);

/// Payments that a crash left open.
pub(super) fn settle(app: App, _: Link) -> Work {
    Box::pin(async move {
        let open = OPEN_MAX
            .as_millis()
            .saturating_mul(app.clock.business.factor);
        let before = app.clock.now().business - Span::millis(open);
        app.css
            .settle(&app.clock, &mut app.chance(), before)
            .await
            .map_err(text)?;
        Ok(())
    })
}

/// Payers at their bank, money that is on its way, what is to be captured or given back.
pub(super) fn follow_up(app: App, _: Link) -> Work {
    Box::pin(async move {
        let mut chance = app.chance();
        // What is freed first has its page closed in the same run.
        let freed = app.css.free_holds(&app.clock).await;
        let followed = app.css.follow_up(&app.clock, &mut chance).await;
        let open = REFUND_OPEN_MAX
            .as_millis()
            .saturating_mul(app.clock.business.factor);
        let before = app.now().business - Span::millis(open);
        let refunds = app.css.settle_refunds(&app.clock, &mut chance, before);
        let refunds = refunds.await.map_err(text)?;
        if freed.map_err(text)? + followed.map_err(text)? + refunds > 0 {
            app.wake.notify_one();
        }
        Ok(())
    })
}

/// Cards that the payment company is still to forget.
pub(super) fn forget_cards(app: App, _: Link) -> Work {
    Box::pin(async move {
        let forgotten = app.css.forget_cards(&app.clock).await.map_err(text)?;
        if forgotten > 0 {
            tracing::info!(forgotten, "The payment company has forgotten cards");
        }
        Ok(())
    })
}

/// What the payment processor has told.
pub(super) fn heed_processor(app: App, _: Link) -> Work {
    Box::pin(async move {
        let mut chance = app.chance();
        let heeded = app.css.heed_events(&app.clock, &mut chance).await;
        if heeded.map_err(text)? > 0 {
            app.wake.notify_one();
        }
        Ok(())
    })
}

/// What it told and we never heard.
pub(super) fn find_lost_events(app: App, _: Link) -> Work {
    Box::pin(async move {
        let found = app.css.find_lost_events(app.now()).await.map_err(text)?;
        if found > 0 {
            tracing::warn!(found, "Events of the payment processor had been lost");
            app.wake_processor.notify_one();
        }
        Ok(())
    })
}

/// The processor's report of each day that is over beside our books, once; and the cheques, which
/// no processor knows.
pub(super) fn compare_report(app: App, _: Link) -> Work {
    Box::pin(async move {
        let now = app.now();
        app.css.compare_cheques(now).await.map_err(text)?;
        if app.processor_seal.is_none() {
            return Ok(());
        }
        let found = app.css.reconcile_days_over(now).await.map_err(text)?;
        let count = found.differences.len();
        if count > 0 {
            tracing::warn!(count, "Our books and the processor's report differ");
        }
        Ok(())
    })
}
