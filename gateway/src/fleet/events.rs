//! What became of prepayment events, said to ADCS when it changes (SC2.10, SC2.13, FR-18).

use super::Owner;
use crate::command::derived_id;
use ami_domain::event::{EventReport, MeterEventState};
use ami_domain::id::MessageId;
use ami_wire::up::{EVENTS_MAX, UpBody};

impl Owner {
    /// Reports the meter's events when one of them has changed. Energy that is used in a running
    /// event is news only when the event ends.
    pub(crate) async fn report_events(&mut self, mut events: Vec<EventReport>) {
        events.truncate(EVENTS_MAX);
        let mut remembered = self.memory.get();
        let id = digest(&self.meter.meter.to_bytes(), &events);
        if remembered.events == Some(id) || (events.is_empty() && remembered.events.is_none()) {
            return;
        }
        let now = self.clock.business();
        let count = events.len();
        let up = self.speaker.up(id, now, UpBody::Events(events));
        if let Err(error) = self.spool.keep(vec![up]).await {
            tracing::warn!(meter.id = %self.meter.meter, %error, "Events are not reported yet");
            return;
        }
        tracing::info!(meter.id = %self.meter.meter, count, "Events");
        remembered.events = Some(id);
        self.remember(remembered).await;
    }
}

/// The same for the same states, so that a copy is known as one.
fn digest(meter: &[u8], events: &[EventReport]) -> MessageId {
    let mut facts = meter.to_vec();
    for report in events {
        facts.extend(report.event.to_bytes());
        facts.extend(report.version.to_be_bytes());
        facts.extend(report.at.as_millis().to_be_bytes());
        facts.push(match report.state {
            MeterEventState::Stored => 0,
            MeterEventState::Running => 1,
            MeterEventState::Over => 2,
            MeterEventState::Cancelled => 3,
        });
        facts.push(u8::from(report.overlaps));
    }
    derived_id("events", &[&facts])
}
