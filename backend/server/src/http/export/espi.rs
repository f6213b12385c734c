//! Green Button: intervals as an Atom feed of ESPI resources (NAESB REQ.21, schema
//! 4.0.20231213). Who reads it learns energy, money and time of one usage point, and neither name
//! nor address.

use super::local_time::local_time;
use ami_css::export::{Bill, Export, Reading};
use ami_domain::money::Money;
use ami_domain::time::{Span, Timestamp};
use ami_domain::usage::Quality;
use std::fmt::Write as _;

/// `AccumulationKind`: the energy of one interval.
const DELTA: u8 = 4;
/// `CommodityKind`: electricity, as metered.
const ELECTRICITY: u8 = 1;
/// `DataQualifierKind`: normal.
const NORMAL: u8 = 12;
/// `FlowDirectionKind`: delivered to the customer.
const FORWARD: u8 = 1;
/// `MeasurementKind`: energy.
const ENERGY: u8 = 12;
/// `UnitSymbolKind`: watt-hours.
const WATT_HOURS: u8 = 72;
/// `QualityOfReading`: validated.
const VALIDATED: u8 = 17;
/// `QualityOfReading`: estimated using a reference day.
const ESTIMATED: u8 = 8;
/// Micro-units of money in one of ESPI's hundred-thousandths.
const COST_UNIT: i64 = 10;
/// The largest value of the schema's `Int48`.
const INT48_MAX: i64 = 140_737_488_355_327;

/// Everything before the first block.
pub fn head(export: &Export) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let at = stamp(export.at);
    let feed = uuid(export, "feed", export.window.start);
    xml.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    xml.push_str(&format!(
        " <id>{feed}</id>\n <title>Green Button Usage Feed</title>\n <updated>{at}</updated>\n \
         <link rel=\"self\" href=\"{}\"/>\n",
        customer(export)
    ));
    let (point, time, reading, kind) = paths(export);
    let usage_point = "<UsagePoint xmlns=\"http://naesb.org/espi\"><ServiceCategory>\
        <kind>0</kind></ServiceCategory><status>1</status></UsagePoint>";
    let summary = format!("{point}/UsageSummary");
    let mut related = vec![format!("{point}/MeterReading"), time.clone()];
    related.extend(export.bill.map(|_| summary.clone()));
    let list = format!("{}/UsagePoint", customer(export));
    entry(
        &mut xml,
        export,
        &Entry {
            what: "UsagePoint",
            title: "Usage point",
            own: &point,
            up: &list,
            related: &related,
            start: export.window.start,
        },
        usage_point,
    );
    let related = [format!("{reading}/IntervalBlock"), kind.clone()];
    entry(
        &mut xml,
        export,
        &Entry {
            what: "MeterReading",
            title: "Electricity delivered",
            own: &reading,
            up: &format!("{point}/MeterReading"),
            related: &related,
            start: export.window.start,
        },
        "<MeterReading xmlns=\"http://naesb.org/espi\"/>",
    );
    entry(
        &mut xml,
        export,
        &Entry {
            what: "LocalTimeParameters",
            title: "Local time",
            own: &time,
            up: "/espi/1_1/resource/LocalTimeParameters",
            related: &[],
            start: export.window.start,
        },
        &clock(export),
    );
    entry(
        &mut xml,
        export,
        &Entry {
            what: "ReadingType",
            title: "Energy of an interval",
            own: &kind,
            up: "/espi/1_1/resource/ReadingType",
            related: &[],
            start: export.window.start,
        },
        &reading_type(export),
    );
    if let Some(bill) = &export.bill {
        let start = bill.period.start;
        entry(
            &mut xml,
            export,
            &Entry {
                what: "UsageSummary",
                title: "Last statement",
                own: &format!("{summary}/{}", start.as_millis() / 1_000),
                up: &summary,
                related: &[],
                start,
            },
            &usage_summary(export, bill),
        );
    }
    xml
}

/// One block of readings; nothing when there are none.
pub fn block(export: &Export, readings: &[Reading]) -> String {
    let (Some(first), Some(last)) = (readings.first(), readings.last()) else {
        return String::new();
    };
    let (start, end) = (first.interval.start, last.interval.end());
    let mut body = String::from("<IntervalBlock xmlns=\"http://naesb.org/espi\">");
    period(&mut body, "interval", start, end.since(start));
    for reading in readings {
        body.push_str("<IntervalReading>");
        if let Some(cost) = reading.cost {
            body.push_str(&format!("<cost>{}</cost>", hundred_thousandths(cost)));
        }
        let quality = match reading.interval.quality {
            Quality::Measured => VALIDATED,
            Quality::Estimated | Quality::Missing => ESTIMATED,
        };
        body.push_str(&format!(
            "<ReadingQuality><quality>{quality}</quality></ReadingQuality>"
        ));
        let length = reading.interval.length;
        period(&mut body, "timePeriod", reading.interval.start, length);
        let energy = reading.interval.energy.get().clamp(-INT48_MAX, INT48_MAX);
        body.push_str(&format!("<value>{energy}</value></IntervalReading>\n"));
    }
    body.push_str("</IntervalBlock>");
    let (_, _, reading, _) = paths(export);
    let mut xml = String::new();
    let list = format!("{reading}/IntervalBlock");
    entry(
        &mut xml,
        export,
        &Entry {
            what: "IntervalBlock",
            title: "Intervals",
            own: &format!("{list}/{}", start.as_millis() / 1_000),
            up: &list,
            related: &[],
            start,
        },
        &body,
    );
    xml
}

/// What ends the feed.
pub const TAIL: &str = "</feed>\n";

/// An entry of the feed.
struct Entry<'a> {
    what: &'a str,
    title: &'a str,
    own: &'a str,
    up: &'a str,
    related: &'a [String],
    start: Timestamp,
}

fn entry(xml: &mut String, export: &Export, entry: &Entry<'_>, content: &str) {
    let at = stamp(export.at);
    xml.push_str(&format!(
        " <entry>\n  <id>{}</id>\n  <link rel=\"self\" href=\"{}\"/>\n  \
         <link rel=\"up\" href=\"{}\"/>\n",
        uuid(export, entry.what, entry.start),
        entry.own,
        entry.up
    ));
    for related in entry.related {
        xml.push_str(&format!("  <link rel=\"related\" href=\"{related}\"/>\n"));
    }
    xml.push_str(&format!(
        "  <title>{}</title>\n  <content type=\"application/xml\">{content}</content>\n  \
         <published>{at}</published>\n  <updated>{at}</updated>\n </entry>\n",
        entry.title
    ));
}

fn clock(export: &Export) -> String {
    let local = local_time(&export.zone, export.window.start);
    format!(
        "<LocalTimeParameters xmlns=\"http://naesb.org/espi\">\
         <dstEndRule>{:08X}</dstEndRule><dstOffset>{}</dstOffset>\
         <dstStartRule>{:08X}</dstStartRule><tzOffset>{}</tzOffset></LocalTimeParameters>",
        local.ends, local.summer, local.begins, local.offset
    )
}

fn reading_type(export: &Export) -> String {
    let currency = currency(&export.account.currency)
        .map_or_else(String::new, |code| format!("<currency>{code}</currency>"));
    format!(
        "<ReadingType xmlns=\"http://naesb.org/espi\">\
         <accumulationBehaviour>{DELTA}</accumulationBehaviour>\
         <commodity>{ELECTRICITY}</commodity>{currency}\
         <dataQualifier>{NORMAL}</dataQualifier><flowDirection>{FORWARD}</flowDirection>\
         <intervalLength>{}</intervalLength><kind>{ENERGY}</kind>\
         <powerOfTenMultiplier>0</powerOfTenMultiplier><timeAttribute>0</timeAttribute>\
         <uom>{WATT_HOURS}</uom></ReadingType>",
        export.meter.interval.as_seconds()
    )
}

/// The billing period, what it cost and what was used in it, as the last statement says.
fn usage_summary(export: &Export, bill: &Bill) -> String {
    let mut xml = String::from("<UsageSummary xmlns=\"http://naesb.org/espi\">");
    let Bill { period: days, .. } = bill;
    period(&mut xml, "billingPeriod", days.start, days.length());
    let cost = hundred_thousandths(bill.cost).clamp(-INT48_MAX, INT48_MAX);
    xml.push_str(&format!("<billLastPeriod>{cost}</billLastPeriod>"));
    if let Some(code) = currency(&export.account.currency) {
        xml.push_str(&format!("<currency>{code}</currency>"));
    }
    let energy = bill.energy.get().clamp(-INT48_MAX, INT48_MAX);
    let issued = bill.issued_at.as_millis().div_euclid(1_000);
    xml.push_str(&format!(
        "<overallConsumptionLastPeriod><powerOfTenMultiplier>0</powerOfTenMultiplier>\
         <uom>{WATT_HOURS}</uom><value>{energy}</value></overallConsumptionLastPeriod>\
         <statusTimeStamp>{issued}</statusTimeStamp><commodity>{ELECTRICITY}</commodity>\
         </UsageSummary>"
    ));
    xml
}

fn period(xml: &mut String, name: &str, start: Timestamp, length: Span) {
    xml.push_str(&format!(
        "<{name}><duration>{}</duration><start>{}</start></{name}>",
        length.as_seconds(),
        start.as_millis().div_euclid(1_000)
    ));
}

/// Rounded towards zero: what an importer adds up is never more than what was charged.
const fn hundred_thousandths(cost: Money) -> i64 {
    cost.as_micros() / COST_UNIT
}

/// ISO 4217 number of a currency; those that the schema lists and we know by letters.
fn currency(code: &str) -> Option<u16> {
    match code {
        "USD" => Some(840),
        "CAD" => Some(124),
        "EUR" => Some(978),
        "AUD" => Some(36),
        _ => None,
    }
}

fn customer(export: &Export) -> String {
    format!("/espi/1_1/resource/RetailCustomer/{}", export.account.id)
}

/// Usage point, local time, meter reading, reading type.
fn paths(export: &Export) -> (String, String, String, String) {
    let point = format!("{}/UsagePoint/{}", customer(export), export.meter.id);
    let reading = format!("{point}/MeterReading/1");
    let length = export.meter.interval.as_seconds();
    (
        point,
        format!(
            "/espi/1_1/resource/LocalTimeParameters/{}",
            export.account.location
        ),
        reading,
        format!("/espi/1_1/resource/ReadingType/{length}"),
    )
}

/// The same name for the same thing each time it is handed out, and another for each thing
/// (RFC 9562, version 8: made from a digest).
fn uuid(export: &Export, what: &str, start: Timestamp) -> String {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    hash.update(what);
    hash.update(export.account.id.to_bytes());
    hash.update(export.meter.id.to_bytes());
    hash.update(start.as_millis().to_be_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::from("urn:uuid:");
    for (at, byte) in bytes.into_iter().enumerate() {
        if [4, 6, 8, 10].contains(&at) {
            text.push('-');
        }
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// RFC 3339.
fn stamp(at: Timestamp) -> String {
    at.to_string()
}
