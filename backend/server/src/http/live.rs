//! The live feed of one account: server-sent events (SC4.5). It begins with what is, so a page
//! that reconnects has missed nothing; it ends when the session does.

use super::error::Refused;
use super::message;
use super::payment;
use super::read::Path;
use super::session::{Signed, alive};
use crate::authorise::Action;
use crate::live::{Heard, Seat};
use crate::state::App;
use ami_css::CssError;
use ami_domain::id::AccountId;
use ami_mdms::feed::Change;
use ami_store::AccountRow;
use ami_wire::api::{Live, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;

/// Events that a slow page may be behind.
const QUEUE: usize = 64;
/// A comment goes out this often, so that a broken connection is noticed.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Somebody with too many open pages tries again after so many seconds.
const AGAIN_S: u32 = 15;
/// The session is looked at again this often, also when there is nothing to tell.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// The account's live feed.
#[utoipa::path(get, path = "/api/accounts/{account}/live", tag = "accounts",
    params(("account" = String, Path, description = "Account id")), responses(
    (status = 200, body = ami_wire::schema::Live, content_type = "text/event-stream"),
    (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 429, body = Problem)))]
pub async fn live(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Refused> {
    let account = signed.account(&app, Action::SeeAccount, &account).await?;
    let seat = app.live.seat(signed.person.id).ok_or_else(|| {
        let status = StatusCode::TOO_MANY_REQUESTS;
        Refused::new(signed.locale, status, "error-rate-limited").retry_after(AGAIN_S)
    })?;
    let (sender, mut receiver) = mpsc::channel(QUEUE);
    tokio::spawn(async move {
        // A page that went away, or a store that failed: the page asks again by itself.
        follow(app, signed, account, sender, seat).await.ok();
    });
    let stream = futures::stream::poll_fn(move |context| receiver.poll_recv(context));
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

/// Why a feed ends before its page does.
enum Ended {
    /// The page is gone.
    Page,
    /// The store or customer service failed.
    Failed,
}

impl From<CssError> for Ended {
    fn from(error: CssError) -> Self {
        tracing::warn!(%error, "A live feed ends");
        Ended::Failed
    }
}

impl From<ami_store::StoreError> for Ended {
    fn from(error: ami_store::StoreError) -> Self {
        CssError::Store(error).into()
    }
}

type Sender = mpsc::Sender<Result<Event, Infallible>>;

async fn follow(
    app: App,
    signed: Signed,
    account: AccountRow,
    to: Sender,
    _seat: Seat,
) -> Result<(), Ended> {
    // Listen first, then read: what happens in between is told twice and never missed.
    let mut changes = app.live.listen();
    for change in [Change::View, Change::Supply] {
        tell(&app, account.id, change, &to).await?;
    }
    let mut look = tokio::time::interval(LOOK_AGAIN);
    look.tick().await;
    loop {
        let told = tokio::select! {
            () = app.ending.cancelled() => return Ok(()),
            () = to.closed() => return Ok(()),
            _ = look.tick() => Vec::new(),
            heard = changes.recv() => match heard {
                Ok(Heard::Of(of, change)) if of == account.id => vec![change],
                Ok(Heard::Of(..)) => continue,
                Ok(Heard::Everything) | Err(RecvError::Lagged(_)) => Change::ALL.to_vec(),
                Err(RecvError::Closed) => return Ok(()),
            },
        };
        // Nothing is told to somebody who has signed out; looking does not keep a session alive.
        // And what somebody may see is decided anew: people change their work, customers move out.
        let token = signed.session.token_hash;
        let Ok(signed) = alive(&app, token, signed.locale).await else {
            return Ok(());
        };
        let id = account.id.to_string();
        let Ok(account) = signed.account(&app, Action::SeeAccount, &id).await else {
            return Ok(());
        };
        for change in told {
            tell(&app, account.id, change, &to).await?;
        }
    }
}

/// Reads what changed and sends it. The account is read with it: who moves out in this moment
/// leaves the meter to the next customer.
async fn tell(app: &App, account: AccountId, change: Change, to: &Sender) -> Result<(), Ended> {
    let mut tx = app.css.store.read().await?;
    let Some(account) = tx.account(account).await? else {
        return Ok(());
    };
    let zone = payment::zone(&mut tx, &account).await?;
    let live = match change {
        Change::View => tx
            .view(account.id)
            .await?
            .map(|view| Live::View(Box::new(view))),
        Change::Supply => tx.supply(account.meter).await?.map(Live::Supply),
        Change::Payment => match tx.payments_of(account.id, 1).await?.first() {
            Some(row) => Some(Live::Payment(Box::new(
                payment::shape(&mut tx, &zone, row).await?,
            ))),
            None => None,
        },
        Change::Event => Some(Live::Events),
        Change::Message => {
            let newest = tx
                .notices_of(account.id, message::LIST_MAX)
                .await?
                .into_iter()
                .next();
            newest.map(|(notice, _, confirmed)| {
                Live::Message(Box::new(message::shape(
                    app.now(),
                    &zone,
                    notice,
                    confirmed,
                )))
            })
        }
    };
    drop(tx);
    let Some(live) = live else { return Ok(()) };
    let name = match &live {
        Live::View(_) => "view",
        Live::Supply(_) => "supply",
        Live::Payment(_) => "payment",
        Live::Message(_) => "message",
        Live::Events => "events",
    };
    let Ok(event) = Event::default().event(name).json_data(&live) else {
        return Ok(());
    };
    to.send(Ok(event)).await.map_err(|_| Ended::Page)
}
