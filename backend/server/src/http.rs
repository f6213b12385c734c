//! HTTP: the API, the website, and what operators ask. Every route stands here with its method.

pub mod account;
pub mod agent;
pub mod alert;
pub mod auto_pay;
pub mod baseline;
pub mod card;
mod civil;
pub mod close;
pub mod conformance;
pub mod converted;
pub mod cut_stop;
pub mod debt;
pub mod decision;
pub mod deposit;
pub mod enrol;
pub mod error;
pub mod event;
pub mod explain;
pub mod export;
pub mod files;
pub mod grant;
pub mod guard;
pub mod health;
pub mod link;
pub mod live;
pub mod message;
pub mod move_out;
pub mod new_password;
pub mod pairing;
pub mod password_code;
pub mod pay_page;
pub mod payment;
pub mod plan;
pub mod processor;
pub mod program;
pub mod protect;
pub mod read;
pub mod refund;
pub mod regulator;
pub mod representative;
pub mod service;
pub mod session;
pub mod setting;
pub mod settlement;
pub mod sign_in;
pub mod station;
pub mod supply;
pub mod usage;
pub mod work_order;
pub mod write_off;

use crate::state::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Largest request body in bytes.
pub const BODY_MAX: usize = 64 * 1024;

#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "AMI prepayment",
        description = "Prepaid electricity over smart meters. Money is micro-units, energy \
            watt-hours, time milliseconds since 1970 UTC, ids 32 hexadecimal digits. Every \
            refusal is a Problem.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    components(schemas(ami_wire::api::Problem, ami_wire::schema::Live))
)]
struct Document;

/// The API's routes and their description.
fn api() -> (Router<App>, utoipa::openapi::OpenApi) {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(sign_in::sign_in, session::who, sign_in::sign_out))
        .routes(routes!(session::set_locale))
        .routes(routes!(new_password::change))
        .routes(routes!(password_code::give))
        .routes(routes!(password_code::set))
        .routes(routes!(health::time))
        .routes(routes!(account::search))
        .routes(routes!(account::account))
        .routes(routes!(account::estimate))
        .routes(routes!(program::program, program::change_program))
        .routes(routes!(program::preview_mode, program::set_mode))
        .routes(routes!(converted::conversions))
        .routes(routes!(usage::usage))
        .routes(routes!(explain::explain))
        .routes(routes!(explain::figures))
        .routes(routes!(close::statements))
        .routes(routes!(close::statement))
        .routes(routes!(close::statement_csv))
        .routes(routes!(close::statement_pdf))
        .routes(routes!(close::closes))
        .routes(routes!(enrol::enrolment, enrol::enrol))
        .routes(routes!(enrol::screen))
        .routes(routes!(enrol::contacts))
        .routes(routes!(enrol::name_contact, enrol::remove_contact))
        .routes(routes!(move_out::move_out, move_out::ask, move_out::stay))
        .routes(routes!(move_out::cheque))
        .routes(routes!(move_out::cancel_cheque))
        .routes(routes!(move_out::cheque_cashed))
        .routes(routes!(baseline::baseline, baseline::set))
        .routes(routes!(protect::protections))
        .routes(routes!(protect::protect))
        .routes(routes!(protect::end))
        .routes(routes!(protect::certify))
        .routes(routes!(protect::set_rules))
        .routes(routes!(protect::set_home))
        .routes(routes!(protect::rules))
        .routes(routes!(export::ledger))
        .routes(routes!(export::intervals))
        .routes(routes!(export::green_button))
        .routes(routes!(payment::payments))
        .routes(routes!(payment::pay, payment::payment))
        .routes(routes!(debt::debt, debt::set_aside))
        .routes(routes!(debt::preview))
        .routes(routes!(debt::change))
        .routes(routes!(debt::pause))
        .routes(routes!(debt::split))
        .routes(routes!(debt::lend))
        .routes(routes!(grant::grants))
        .routes(routes!(grant::give))
        .routes(routes!(grant::end))
        .routes(routes!(deposit::deposit))
        .routes(routes!(deposit::step))
        .routes(routes!(write_off::ask))
        .routes(routes!(write_off::open))
        .routes(routes!(write_off::decide))
        .routes(routes!(settlement::options))
        .routes(routes!(refund::refunds))
        .routes(routes!(refund::refund))
        .routes(routes!(settlement::questions, settlement::answer))
        .routes(routes!(settlement::bank_file))
        .routes(routes!(event::facilities))
        .routes(routes!(event::facility, event::set_facility))
        .routes(routes!(event::check))
        .routes(routes!(event::events))
        .routes(routes!(event::book, event::event, event::cancel))
        .routes(routes!(event::reschedule))
        .routes(routes!(event::end))
        .routes(routes!(event::send))
        .routes(routes!(event::problems))
        .routes(routes!(message::messages))
        .routes(routes!(message::confirm))
        .routes(routes!(live::live))
        .routes(routes!(pairing::displays))
        .routes(routes!(pairing::ask, pairing::pairing, pairing::end))
        .routes(routes!(pairing::confirm))
        .routes(routes!(alert::alerts))
        .routes(routes!(alert::alert, alert::publish))
        .routes(routes!(alert::approve))
        .routes(routes!(alert::cancel))
        .routes(routes!(setting::settings, setting::set))
        .routes(routes!(plan::supply))
        .routes(routes!(plan::connect))
        .routes(routes!(plan::schedule, plan::cancel))
        .routes(routes!(plan::reschedule))
        .routes(routes!(supply::holds))
        .routes(routes!(cut_stop::cut_stop, cut_stop::stop))
        .routes(routes!(cut_stop::lift))
        .routes(routes!(decision::decisions))
        .routes(routes!(decision::decision))
        .routes(routes!(supply::release))
        .routes(routes!(supply::all_weather, supply::report_weather))
        .routes(routes!(conformance::conformance))
        .routes(routes!(regulator::report))
        .routes(routes!(regulator::report_csv))
        .routes(routes!(service::identity))
        .routes(routes!(service::no_power, service::report))
        .routes(routes!(service::activate))
        .routes(routes!(service::still_off))
        .routes(routes!(service::orders))
        .routes(routes!(work_order::end))
        .routes(routes!(service::command_log))
        .routes(routes!(service::meter_log))
        .routes(routes!(auto_pay::auto_pay, auto_pay::set))
        .routes(routes!(card::card, card::open, card::forget))
        .routes(routes!(link::links, link::make))
        .routes(routes!(link::revoke))
        .routes(routes!(agent::agents))
        .routes(routes!(agent::set))
        .routes(routes!(agent::new_key, agent::revoke))
        .routes(routes!(agent::remit))
        .routes(routes!(agent::statement))
        .routes(routes!(representative::confirmations))
        .routes(routes!(representative::acknowledge))
        .split_for_parts()
}

/// What machines ask: each message carries its own seal or key, so no page can send one, and
/// neither a cookie nor an origin counts.
fn machines() -> (Router<App>, utoipa::openapi::OpenApi) {
    OpenApiRouter::default()
        .routes(routes!(work_order::status))
        .routes(routes!(station::pay))
        .routes(routes!(station::payment, station::forget))
        .routes(routes!(station::slip))
        .routes(routes!(station::statement))
        .routes(routes!(processor::event))
        .split_for_parts()
}

/// Pages that work without a script, a cookie or a session.
fn pages() -> Router<App> {
    let link = axum::routing::get(pay_page::open).post(pay_page::send);
    Router::new()
        .route("/p/{token}", link)
        .route("/p/back/{payment}", axum::routing::get(pay_page::back))
        .route("/p/{token}/{payment}", axum::routing::get(pay_page::result))
}

/// The OpenAPI document, from the code.
pub fn document() -> utoipa::openapi::OpenApi {
    let mut document = api().1;
    document.merge(machines().1);
    document
}

/// The whole service.
pub fn router(app: App) -> Router {
    let (api, _) = api();
    let json = document().to_json().unwrap_or_default();
    let document = axum::routing::get(move || {
        let json = json.clone();
        async move { ([("content-type", "application/json")], json) }
    });
    Router::new()
        .merge(api)
        .route("/api/openapi.json", document)
        .route("/healthz", axum::routing::get(health::healthz))
        .route("/readyz", axum::routing::get(health::readyz))
        .route("/api", axum::routing::any(error::no_such_route))
        .route("/api/", axum::routing::any(error::no_such_route))
        .route("/api/{*rest}", axum::routing::any(error::no_such_route))
        .method_not_allowed_fallback(error::no_such_method)
        .merge(files::router(app.ui_dir.as_deref()))
        .layer(from_fn_with_state(app.clone(), guard::same_origin))
        .merge(machines().0)
        .merge(pages())
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(from_fn_with_state(app.clone(), guard::count))
        .layer(from_fn_with_state(app.clone(), guard::headers))
        .with_state(app)
}

/// What operators read, on a port of its own.
pub fn metrics_router(app: App) -> Router {
    Router::new()
        .route("/metrics", axum::routing::get(health::metrics))
        .with_state(app)
}
