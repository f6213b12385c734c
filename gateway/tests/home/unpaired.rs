//! The customer leaves: the display of the home knows nothing any more, and comes back only when an
//! installer pairs it anew.

use crate::displays::{command, display, notice, paired, publish, view};
use crate::{DISPLAY_SECRET, Home, METER, PATIENCE};
use ami_domain::command::CommandKind;
use ami_domain::display::DisplayView;
use ami_domain::time::Timestamp;
use ami_wire::topic;
use rumqttc::v5::mqttbytes::v5::ConnectReturnCode;
use rumqttc::v5::{ConnectionError, EventLoop};

const NEW_SECRET: &str = "the next customer's display";

/// Figures with this number; vacant when nobody lives there.
fn figures(seq: u64, vacant: bool) -> CommandKind {
    let mut view = DisplayView::vacant(seq, "USD", Timestamp::from_millis(0));
    if !vacant {
        view.standing = ami_domain::display::Standing::Regular;
    }
    CommandKind::Show(Box::new(view))
}

async fn refused(events: &mut EventLoop) {
    let waiting = async {
        loop {
            match events.poll().await {
                Err(ConnectionError::ConnectionRefused(code)) => return code,
                Err(_) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
                Ok(_) => {}
            }
        }
    };
    let code = tokio::time::timeout(PATIENCE, waiting).await.unwrap();
    assert_eq!(code, ConnectReturnCode::BadUserNamePassword);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_moves_out_leaves_a_display_that_knows_nothing_until_it_is_paired_anew() {
    let mut home = Home::new("unpaired").await;
    let (_client, mut events) = paired(&home, DISPLAY_SECRET).await;
    view(&mut events, |view| view.utility_link).await;
    let text = CommandKind::Notice(Box::new(notice(7)));
    home.utility.send(&command(1, 1, text)).await;
    home.utility.send(&command(2, 2, figures(5, false))).await;
    let seq = |seq: u64| {
        move |view: &ami_wire::ihd::IhdView| view.view.as_ref().is_some_and(|v| v.seq == seq)
    };
    view(&mut events, seq(5)).await;
    home.utility.send(&command(3, 3, figures(6, true))).await;
    // What was retained goes, the view and the text, and the connection ends.
    let ours = topic::ihd_view(METER);
    publish(&mut events, |publish| {
        (publish.topic == ours.as_bytes() && publish.payload.is_empty()).then_some(())
    })
    .await;
    let gone = topic::ihd_message(METER, notice(7).id);
    publish(&mut events, |publish| {
        (publish.topic == gone.as_bytes() && publish.payload.is_empty()).then_some(())
    })
    .await;
    refused(&mut events).await;
    // Neither a restart nor the old file brings it back.
    home.stop().await;
    home.start().await;
    let (_old, mut events) = display(&home, DISPLAY_SECRET);
    refused(&mut events).await;
    let file = home.dir.path().join("display.secret");
    std::fs::write(&file, format!("{DISPLAY_SECRET}\n{NEW_SECRET}\n")).unwrap();
    let (_old, mut events) = display(&home, DISPLAY_SECRET);
    refused(&mut events).await;
    // The installer has paired another one, without a restart: it sees the next customer's figures.
    let (_new, mut events) = paired(&home, NEW_SECRET).await;
    home.utility.send(&command(4, 4, figures(7, false))).await;
    view(&mut events, seq(7)).await;
    home.stop().await;
}
