//! MQTT topics (research: one root, one folder a device, commands never retained).

use ami_domain::command::CommandKind;
use ami_domain::id::{AlertId, GatewayId, MeterId};

/// Root of every topic.
pub const ROOT: &str = "ami/1";

/// Where a gateway says that it is there; retained, with a last will.
pub fn gateway_status(gateway: GatewayId) -> String {
    format!("{ROOT}/gw/{gateway}/status")
}
/// Where ADCS acknowledges what a gateway sent, after its commit.
pub fn gateway_ack(gateway: GatewayId) -> String {
    format!("{ROOT}/gw/{gateway}/ack")
}
/// Where a gateway asks before it takes power away; never retained.
pub fn still(gateway: GatewayId) -> String {
    format!("{ROOT}/gw/{gateway}/still")
}
/// All such questions, for ADCS.
pub fn all_still() -> String {
    format!("{ROOT}/gw/+/still")
}
/// Where ADCS answers; never retained.
pub fn go(gateway: GatewayId) -> String {
    format!("{ROOT}/gw/{gateway}/go")
}
/// Where ADCS tells a gateway what to do about a display that is paired; never retained.
pub fn pair(gateway: GatewayId) -> String {
    format!("{ROOT}/gw/{gateway}/pair")
}
/// Where the gateway says how it stands; never retained.
pub fn paired(gateway: GatewayId) -> String {
    format!("{ROOT}/gw/{gateway}/paired")
}
/// All such words, for ADCS.
pub fn all_paired() -> String {
    format!("{ROOT}/gw/+/paired")
}
/// Where a command goes; never retained.
pub fn command(meter: MeterId, kind: &CommandKind) -> String {
    format!("{ROOT}/meter/{meter}/cmd/{}", kind.word())
}
/// All commands to a meter.
pub fn commands(meter: MeterId) -> String {
    format!("{ROOT}/meter/{meter}/cmd/+")
}
/// Where everything from a meter goes up, by kind: `receipt`, `interval`, `supply`, `log`, `alert`.
pub fn up(meter: MeterId, kind: &str) -> String {
    format!("{ROOT}/meter/{meter}/up/{kind}")
}
/// Everything from all meters, for ADCS.
pub fn all_up() -> String {
    format!("{ROOT}/meter/+/up/+")
}
/// All gateways' status, for ADCS.
pub fn all_status() -> String {
    format!("{ROOT}/gw/+/status")
}
/// Everything that a display needs, retained, on the gateway's local broker only.
pub fn ihd_view(meter: MeterId) -> String {
    format!("{ROOT}/ihd/{meter}/view")
}
/// A text for a display, retained until withdrawn or over, on the local broker only.
pub fn ihd_message(meter: MeterId, alert: AlertId) -> String {
    format!("{ROOT}/ihd/{meter}/message/{alert}")
}
/// All texts for a display.
pub fn ihd_messages(meter: MeterId) -> String {
    format!("{ROOT}/ihd/{meter}/message/+")
}
/// A display says here that its reader has confirmed a text.
pub fn ihd_confirm(meter: MeterId) -> String {
    format!("{ROOT}/ihd/{meter}/confirm")
}
/// A display says here that it shows a text.
pub fn ihd_seen(meter: MeterId) -> String {
    format!("{ROOT}/ihd/{meter}/seen")
}
/// What the client id of a display of this meter begins with. Two homes never share one.
pub fn ihd_client(meter: MeterId) -> String {
    format!("display-{meter}-")
}
/// What a gateway says to displays that want to be paired, retained, on its local broker only.
pub const IHD_PAIR: &str = "ami/1/pair/gateway";
/// Where such a display says who it is; on the local broker only.
pub const IHD_ASK: &str = "ami/1/pair/display";
/// What the client id of such a display begins with, and of no other.
pub const IHD_PAIR_CLIENT: &str = "pair-";
/// A utility system publishes texts to customers here.
pub const UTILITY_ALERT: &str = "ami/1/utility/alert";
/// A utility system reports the weather here.
pub const UTILITY_WEATHER: &str = "ami/1/utility/weather";
/// And reads here what became of either.
pub const UTILITY_REPLY: &str = "ami/1/utility/reply";

/// A topic of this contract, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Topic {
    /// A command to a meter.
    Command(MeterId),
    /// Something from a meter, with its kind.
    Up(MeterId, String),
    /// A gateway's status.
    Status(GatewayId),
    /// ADCS's acknowledgement to a gateway.
    Ack(GatewayId),
    /// A gateway's question before it takes power away.
    Still(GatewayId),
    /// ADCS's answer to it.
    Go(GatewayId),
    /// What a gateway is to do about a display that is paired.
    Pair(GatewayId),
    /// What it says about that.
    Paired(GatewayId),
    /// A display's view.
    View(MeterId),
    /// A text on a display.
    Message(MeterId, AlertId),
    /// A reader's confirmation.
    Confirm(MeterId),
    /// A display shows a text.
    Seen(MeterId),
    /// A utility's text.
    UtilityAlert,
    /// A utility's weather.
    UtilityWeather,
    /// The answer to either.
    UtilityReply,
}

impl Topic {
    /// Reads a topic without wildcards; `None` when it is not one of ours.
    pub fn parse(topic: &str) -> Option<Topic> {
        if topic == UTILITY_ALERT {
            return Some(Topic::UtilityAlert);
        }
        if topic == UTILITY_WEATHER {
            return Some(Topic::UtilityWeather);
        }
        if topic == UTILITY_REPLY {
            return Some(Topic::UtilityReply);
        }
        let parts: Vec<&str> = topic
            .strip_prefix(ROOT)?
            .strip_prefix('/')?
            .split('/')
            .collect();
        match parts.as_slice() {
            ["gw", gateway, "status"] => gateway.parse().ok().map(Topic::Status),
            ["gw", gateway, "ack"] => gateway.parse().ok().map(Topic::Ack),
            ["gw", gateway, "still"] => gateway.parse().ok().map(Topic::Still),
            ["gw", gateway, "go"] => gateway.parse().ok().map(Topic::Go),
            ["gw", gateway, "pair"] => gateway.parse().ok().map(Topic::Pair),
            ["gw", gateway, "paired"] => gateway.parse().ok().map(Topic::Paired),
            ["meter", meter, "cmd", _] => meter.parse().ok().map(Topic::Command),
            ["meter", meter, "up", kind] => meter
                .parse()
                .ok()
                .map(|meter| Topic::Up(meter, (*kind).to_owned())),
            ["ihd", meter, "view"] => meter.parse().ok().map(Topic::View),
            ["ihd", meter, "confirm"] => meter.parse().ok().map(Topic::Confirm),
            ["ihd", meter, "seen"] => meter.parse().ok().map(Topic::Seen),
            ["ihd", meter, "message", alert] => {
                Some(Topic::Message(meter.parse().ok()?, alert.parse().ok()?))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_reads_back() {
        let meter = MeterId::from_number(1);
        let gateway = GatewayId::from_number(2);
        let alert = AlertId::from_number(3);
        let cases = [
            (gateway_status(gateway), Topic::Status(gateway)),
            (gateway_ack(gateway), Topic::Ack(gateway)),
            (still(gateway), Topic::Still(gateway)),
            (go(gateway), Topic::Go(gateway)),
            (pair(gateway), Topic::Pair(gateway)),
            (paired(gateway), Topic::Paired(gateway)),
            (command(meter, &CommandKind::Connect), Topic::Command(meter)),
            (up(meter, "receipt"), Topic::Up(meter, "receipt".into())),
            (ihd_view(meter), Topic::View(meter)),
            (ihd_message(meter, alert), Topic::Message(meter, alert)),
            (ihd_confirm(meter), Topic::Confirm(meter)),
            (ihd_seen(meter), Topic::Seen(meter)),
            (UTILITY_ALERT.to_owned(), Topic::UtilityAlert),
        ];
        for (text, topic) in cases {
            assert_eq!(Topic::parse(&text), Some(topic), "{text}");
        }
        assert_eq!(Topic::parse("ami/1/meter/xyz/up/receipt"), None);
        assert_eq!(Topic::parse("other"), None);
    }
}
