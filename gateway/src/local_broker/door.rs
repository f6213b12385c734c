//! Who may come in from the home's network, and what they may say and hear.

use super::{Shown, lock};
use crate::admit::{self, Admission};
use crate::clock::Clock;
use crate::command::{Speaker, derived_id};
use crate::pairing::{Pairing, USER, digest};
use crate::spool::Spool;
use crate::unpaired::Unpaired;
use ami_broker::{Door, DoorFuture, Forward, RefuseReason};
use ami_domain::id::GatewayId;
use ami_wire::ihd::{IhdConfirm, IhdSeen};
use ami_wire::pair::IhdAsk;
use ami_wire::topic::{self, IHD_ASK, IHD_PAIR, IHD_PAIR_CLIENT, Topic};
use ami_wire::up::UpBody;
use std::sync::{Arc, Mutex};

/// What displays may do.
pub(super) struct DisplayDoor {
    pub(super) pairing: Pairing,
    pub(super) admission: Admission,
    pub(super) unpaired: Unpaired,
    pub(super) gateway: GatewayId,
    pub(super) spool: Spool,
    pub(super) clock: Clock,
    pub(super) shown: Arc<Mutex<Shown>>,
}

impl DisplayDoor {
    /// Spools what a display says of a text. Its id is made of meter and text, so that a second
    /// copy, or a second display, changes nothing.
    async fn said(&self, topic: &str, payload: &[u8]) -> Result<Forward, RefuseReason> {
        let at = self.clock.business();
        let malformed = |_| RefuseReason::Malformed;
        let (meter, kind, alert, body) = match Topic::parse(topic) {
            Some(Topic::Confirm(meter)) => {
                let alert = IhdConfirm::from_bytes(payload).map_err(malformed)?.alert;
                (meter, "confirmed", alert, UpBody::Confirmed { alert, at })
            }
            Some(Topic::Seen(meter)) => {
                let alert = IhdSeen::from_bytes(payload).map_err(malformed)?.alert;
                (meter, "shown", alert, UpBody::Shown { alert, at })
            }
            Some(
                Topic::Command(_)
                | Topic::Up(..)
                | Topic::Status(_)
                | Topic::Ack(_)
                | Topic::Still(_)
                | Topic::Go(_)
                | Topic::Pair(_)
                | Topic::Paired(_)
                | Topic::View(_)
                | Topic::Message(..)
                | Topic::UtilityAlert
                | Topic::UtilityWeather
                | Topic::UtilityReply,
            )
            | None => return Err(RefuseReason::NotAuthorized),
        };
        match lock(&self.shown).knows(meter, alert) {
            Some(true) => {}
            Some(false) => {
                // Nobody can read it: it must not use the room that is kept for receipts.
                tracing::warn!(alert.id = %alert, kind, "A word about a text that is not shown");
                return Ok(Forward::Nobody);
            }
            // Not known yet what is shown: the display says it again.
            None => return Err(RefuseReason::Unavailable),
        }
        let id = derived_id(kind, &[&meter.to_bytes(), &alert.to_bytes()]);
        let gateway = self.gateway;
        let up = Speaker { gateway, meter }.up(id, at, body);
        self.spool.keep(vec![up]).await.map_err(|error| {
            tracing::error!(meter.id = %meter, kind, %error, "A display's word is not spooled");
            RefuseReason::Unavailable
        })?;
        Ok(Forward::Nobody)
    }
}

impl Door for DisplayDoor {
    fn authenticate<'a>(
        &'a self,
        client_id: &'a str,
        username: &'a str,
        password: &'a [u8],
    ) -> DoorFuture<'a, Option<String>> {
        if username == admit::USER {
            let name = self.admission.may_ask(client_id);
            return Box::pin(async move { name });
        }
        let digest = digest(password);
        let own = self.admission.admits(&digest).filter(|_| username == USER);
        let known = self.pairing.admits(username, password).or(own);
        // Who comes under the name of a connection takes it over with all that it has subscribed
        // to: where there are neighbours the name begins with the home, so that none has theirs.
        let named = |meter| client_id.starts_with(&topic::ihd_client(meter));
        let alone = own.is_none() && !self.pairing.has_neighbours();
        let known = known.filter(|meter| alone || named(*meter));
        // Nor does one take over, or inherit, who wants to be paired.
        let known = known.filter(|_| !client_id.starts_with(IHD_PAIR_CLIENT));
        let admitted = known.filter(|_| !self.unpaired.refuses(&digest));
        // A display is known by its meter: that is all that it may see.
        Box::pin(async move {
            if admitted.is_some() {
                self.admission.arrived(&digest).await;
            }
            admitted.map(|meter| meter.to_string())
        })
    }

    fn may_publish(&self, who: &str, topic: &str, retain: bool) -> bool {
        let own = |meter| topic == topic::ihd_confirm(meter) || topic == topic::ihd_seen(meter);
        if Admission::is_asker(who) {
            return !retain && topic == IHD_ASK;
        }
        !retain && who.parse().is_ok_and(own)
    }

    fn may_subscribe(&self, who: &str, filter: &str) -> bool {
        let own = |meter| filter == topic::ihd_view(meter) || filter == topic::ihd_messages(meter);
        if Admission::is_asker(who) {
            return filter == IHD_PAIR;
        }
        who.parse().is_ok_and(own)
    }

    fn on_disconnected(&self, who: &str) {
        self.admission.left(who);
    }

    fn on_publish<'a>(
        &'a self,
        who: &'a str,
        topic: &'a str,
        payload: &'a [u8],
    ) -> DoorFuture<'a, Result<Forward, RefuseReason>> {
        Box::pin(async move {
            if !Admission::is_asker(who) {
                return self.said(topic, payload).await;
            }
            let ask = IhdAsk::from_bytes(payload).map_err(|_| RefuseReason::Malformed)?;
            self.admission.asked(ask).await;
            Ok(Forward::Nobody)
        })
    }
}
