//! Making the association: AARQ, AARE, and the two passes of HLS.

use super::{
    Association, Authentication, Cause, Cipher, Client, ClientError, Operation, Response, Step,
};
use crate::apdu::{
    Aare, Aarq, ActionRequest, ActionResponse, InitiateRequest, InitiateResponse, Mechanism, Method,
};
use crate::class::ASSOCIATION;
use crate::data::Data;
use crate::security::{
    Protection, ReplayGuard, SecurityError, SystemTitle, check_gmac_token, gmac_token,
    open_initiate, overhead, protect_initiate,
};

const DLMS_VERSION: u8 = 6;
/// Shortest agreed message with which we can work at all.
const MIN_PDU: usize = 64;
/// Bytes of a challenge (IEC 62056-5-3).
const CHALLENGE: std::ops::RangeInclusive<usize> = 8..=64;

impl Client {
    pub(super) fn begin_connect(&mut self, op: &mut Operation, now: u64) -> Result<(), Cause> {
        if self.config.authentication == Authentication::Hls5 {
            if self.config.cipher.is_none() {
                return Err(SecurityError::NoKeys.into());
            }
            if !CHALLENGE.contains(&op.challenge.len()) {
                return Err(Cause::Unexpected("a challenge has 8 to 64 bytes"));
            }
        }
        if self.channel.connect(now) {
            op.step = Step::Aare;
            self.send_aarq(&op.challenge, now)?;
        }
        Ok(())
    }

    pub(super) fn send_aarq(&mut self, challenge: &[u8], now: u64) -> Result<(), Cause> {
        let mut initiate = Vec::new();
        InitiateRequest {
            dedicated_key: false,
            version: DLMS_VERSION,
            conformance: self.config.conformance,
            max_pdu: self.config.max_pdu,
        }
        .encode(&mut initiate);
        if let Some(cipher) = self.ciphering() {
            let counter = self.counter.take()?;
            initiate = protect_initiate(
                &cipher.keys,
                cipher.protection,
                cipher.title,
                counter,
                &initiate,
            );
        }
        let (mechanism, authentication) = match &self.config.authentication {
            Authentication::None => (None, None),
            Authentication::Lls(secret) => (Some(Mechanism::Lls), Some(secret.bytes().to_vec())),
            Authentication::Hls5 => (Some(Mechanism::Hls5Gmac), Some(challenge.to_vec())),
        };
        let aarq = Aarq {
            ciphered: self.ciphering().is_some(),
            title: self.config.cipher.as_ref().map(|cipher| cipher.title.0),
            mechanism,
            authentication,
            user_information: initiate,
        };
        let mut out = Vec::new();
        aarq.encode(&mut out);
        self.channel.send(&out, now)
    }

    /// Keys and protection when messages are ciphered.
    pub(super) fn ciphering(&self) -> Option<Cipher> {
        let cipher = self.config.cipher.as_ref()?;
        (cipher.protection != Protection::Plain).then(|| cipher.clone())
    }

    /// Bytes of the longest plain message that we may send.
    pub(super) fn room(&self) -> usize {
        let limit = self.terms.map_or(MIN_PDU, |terms| terms.max_pdu);
        let extra = self.ciphering().map_or(0, |cipher| overhead(cipher.form));
        limit.saturating_sub(extra)
    }

    pub(super) fn on_aare(&mut self, op: &mut Operation, aare: Aare, now: u64) {
        if aare.result != 0 {
            self.lose();
            self.finish(Err(ClientError::Rejected {
                diagnostic: aare.diagnostic,
            }));
            return;
        }
        if let Err(cause) = self.accept(op, &aare, now) {
            self.lose();
            self.finish(Err(ClientError::NotSent(cause)));
        }
    }

    fn accept(&mut self, op: &mut Operation, aare: &Aare, now: u64) -> Result<(), Cause> {
        let title = aare.title.map(SystemTitle).or(self.config.server_title);
        if self
            .config
            .server_title
            .is_some_and(|known| Some(known) != title)
        {
            return Err(Cause::Unexpected("another system title than configured"));
        }
        let hls = self.config.authentication == Authentication::Hls5;
        if hls {
            // The challenge that follows is fresh, and its token's counter lifts the guard
            // above every recording.
            self.guard = ReplayGuard::default();
        }
        let mut initiate = aare.user_information.clone();
        if let Some(cipher) = self.ciphering() {
            let server = title.ok_or(SecurityError::NoKeys)?;
            let opened = open_initiate(&cipher.keys, server, &initiate)?;
            if !opened.protection.covers(cipher.protection) {
                return Err(SecurityError::TooWeak.into());
            }
            self.guard.accept(opened.counter)?;
            initiate = opened.plain;
        }
        let response = InitiateResponse::from_bytes(&initiate)?;
        let max_pdu = if response.max_pdu == 0 {
            u16::MAX
        } else {
            response.max_pdu
        };
        let terms = Association {
            conformance: self.config.conformance.common(response.conformance),
            max_pdu: usize::from(max_pdu),
            server_title: title,
        };
        if terms.max_pdu < MIN_PDU {
            return Err(Cause::Unexpected("messages agreed too short to work with"));
        }
        self.terms = Some(terms);
        if !hls {
            // LLS servers often do not name the mechanism; that they accept is enough.
            self.associated = true;
            self.finish(Ok(Response::Connected(terms)));
            return Ok(());
        }
        self.answer_challenge(op, aare, now)
    }

    fn answer_challenge(&mut self, op: &mut Operation, aare: &Aare, now: u64) -> Result<(), Cause> {
        let cipher = self.config.cipher.clone().ok_or(SecurityError::NoKeys)?;
        let challenge = aare.authentication.as_deref().unwrap_or_default();
        if !CHALLENGE.contains(&challenge.len()) {
            return Err(Cause::Unexpected("no challenge from the meter"));
        }
        // Our own challenge sent back would let the other side copy our answer.
        if challenge == op.challenge {
            return Err(SecurityError::Tag.into());
        }
        let token = gmac_token(&cipher.keys, cipher.title, self.counter.take()?, challenge);
        op.step = Step::Hls;
        let request = ActionRequest::Normal {
            invoke: op.invoke,
            method: Method::new(15, ASSOCIATION, 1),
            parameter: Some(Data::Octets(token)),
        };
        self.send_with(|out| request.encode(out), now)
    }

    pub(super) fn on_hls(&mut self, op: &Operation, response: ActionResponse) {
        match self.check_hls(op, response) {
            Ok(terms) => {
                self.associated = true;
                self.finish(Ok(Response::Connected(terms)));
            }
            Err(error) => {
                self.lose();
                self.finish(Err(error));
            }
        }
    }

    fn check_hls(
        &mut self,
        op: &Operation,
        response: ActionResponse,
    ) -> Result<Association, ClientError> {
        let ActionResponse::Normal { result, .. } = response else {
            return Err(ClientError::NotSent(Cause::Unexpected(
                "blocks instead of a token",
            )));
        };
        let value = result.map_err(ClientError::ActionRefused)?;
        let no_keys = ClientError::NotSent(SecurityError::NoKeys.into());
        let (Some(cipher), Some(terms)) = (&self.config.cipher, self.terms) else {
            return Err(no_keys);
        };
        let server = terms.server_title.ok_or(no_keys)?;
        let token = value.as_ref().and_then(Data::as_bytes).unwrap_or_default();
        let checked = check_gmac_token(&cipher.keys, server, &op.challenge, token);
        // Some servers number the token before and some after the message that carries it;
        // what counts is that nothing up to either comes again.
        if let Ok(counter) = checked {
            let last = self.guard.last().unwrap_or_default();
            self.guard = ReplayGuard::resume(Some(last.max(counter)));
        }
        checked.map_err(|error| ClientError::NotSent(error.into()))?;
        Ok(terms)
    }
}
