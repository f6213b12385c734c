//! Frames captured between other makers' stacks.

use crate::hdlc::Control;

/// Every captured frame: client 16, server 1.
pub(super) const CAPTURED: &[(&str, Control)] = &[
    ("7ea0070321930f017e", Control::Snrm),
    (
        concat!(
            "7ea02b032110fbafe6e600601da109060760857405080101",
            "be10040e01000000065f1f0400401e5dffff91237e"
        ),
        Control::I {
            nr: 0,
            ns: 0,
            pf: true,
        },
    ),
    (
        concat!(
            "7ea0372103306c7ce6e7006129a109060760857405080101a203020100a305a103020100",
            "be10040e0800065f1f0400401e5dffff000709d17e"
        ),
        Control::I {
            nr: 1,
            ns: 0,
            pf: true,
        },
    ),
    (
        concat!(
            "7ea044032110e684e6e6006036a1090607608574050801018a0207808b0760857405080201",
            "ac0a80083132333435363738be10040e01000000065f1f0400401e5dffff8b3c7e"
        ),
        Control::I {
            nr: 0,
            ns: 0,
            pf: true,
        },
    ),
    (
        "7ea0190321545fdee6e600c001c100030100010800ff020032687e",
        Control::I {
            nr: 2,
            ns: 2,
            pf: true,
        },
    ),
    (
        "7ea01521037469cee6e700c401c1000600bc614e6be07e",
        Control::I {
            nr: 3,
            ns: 2,
            pf: true,
        },
    ),
    (
        "7ea01b03215429e7e6e600c301c10046000060030aff01010f0068a67e",
        Control::I {
            nr: 2,
            ns: 2,
            pf: true,
        },
    ),
    (
        "7ea01121037485bce6e700c701c10000fcb47e",
        Control::I {
            nr: 3,
            ns: 2,
            pf: true,
        },
    ),
    (
        "7ea01b03219849ebe6e600c301c10046000060030aff02010f00a5837e",
        Control::I {
            nr: 4,
            ns: 4,
            pf: true,
        },
    ),
    (
        "7ea01e0321dc3e81e6e600c301c100700000130a00ff010105000003e8a88f7e",
        Control::I {
            nr: 6,
            ns: 6,
            pf: true,
        },
    ),
    (
        "7ea01e0321105e8de6e600c101c100470000110000ff04000600001af4fd9e7e",
        Control::I {
            nr: 0,
            ns: 0,
            pf: true,
        },
    ),
    (
        "7ea01621033084efe6e700c401c100020216021602f6817e",
        Control::I {
            nr: 1,
            ns: 0,
            pf: true,
        },
    ),
    (
        concat!(
            "7ea02c21031ea4b7e6e700c401c10002020202090600000a006aff12000102020906",
            "00000a006aff12000256847e"
        ),
        Control::I {
            nr: 0,
            ns: 7,
            pf: true,
        },
    ),
    ("7ea00703215303c77e", Control::Disc),
    ("7ea00721035111427e", Control::Rr { nr: 2, pf: true }),
    ("7ea00721037113637e", Control::Rr { nr: 3, pf: true }),
    (
        "7ea0102103920622e6e700c501c10050897e",
        Control::I {
            nr: 4,
            ns: 1,
            pf: true,
        },
    ),
    (
        "7ea01e2303737bcf818012050180060180070400000001080400000001533b7e",
        Control::Ua,
    ),
    (
        concat!(
            "7ea037230330d4c9e6e7006129a109060760857405080101a203020100a305a103020100",
            "be10040e0800065f1f0400001e1d020000077aed7e"
        ),
        Control::I {
            nr: 1,
            ns: 0,
            pf: true,
        },
    ),
];
