//! Letting a client in: AARQ and AARE, the second pass of HLS, and the association object.

use super::{Caller, Login, Objects, Server, Session, State};
use crate::apdu::{
    Aare, Aarq, AccessResult, ActionResult, Attribute, Diagnostic, Exception, FromClient,
    InitiateRequest, InitiateResponse, Mechanism, ServiceError,
};
use crate::class::ASSOCIATION;
use crate::class::association::{self, Access as Mode, ObjectEntry};
use crate::data::Data;
use crate::security::{
    Protection, ReplayGuard, SecurityError, SystemTitle, check_gmac_token, gmac_token,
    open_initiate, protect_initiate, same_secret,
};

const DLMS_VERSION: u8 = 6;
/// A client that takes less cannot be served even one block.
const MIN_PDU: u16 = 64;
const MIN_CHALLENGE: usize = 8;

/// Refused for good, with the reason.
struct Refusal(Diagnostic);

impl From<SecurityError> for Refusal {
    fn from(_: SecurityError) -> Self {
        Self(Diagnostic::FAILED)
    }
}

impl Server {
    pub(super) fn on_aarq(&mut self, apdu: &[u8], objects: &mut dyn Objects) -> Vec<u8> {
        let client = self.session.client;
        self.session = Session::idle(client);
        let Ok(FromClient::Aarq(aarq)) = FromClient::from_bytes(apdu) else {
            return self.exception(Exception::UNKNOWN);
        };
        let aare = self
            .admit(client, &aarq, objects)
            .unwrap_or_else(|Refusal(diagnostic)| {
                self.session = Session::idle(client);
                refused(aarq.ciphered, diagnostic)
            });
        let mut out = Vec::new();
        aare.encode(&mut out);
        out
    }

    fn admit(
        &mut self,
        client: u16,
        aarq: &Aarq,
        objects: &mut dyn Objects,
    ) -> Result<Aare, Refusal> {
        let index = self
            .config
            .access
            .iter()
            .position(|access| access.client == client);
        let index = index.ok_or(Refusal(Diagnostic::User(1)))?;
        let login = self
            .config
            .access
            .get(index)
            .map(|access| access.login.clone());
        let login = login.ok_or(Refusal(Diagnostic::User(1)))?;
        self.session.access = index;
        self.session.client_title = aarq.title.map(SystemTitle);
        self.check_login(aarq, &login)?;
        let (initiate, protection) = self.open_proposal(aarq, &login)?;
        let proposal = InitiateRequest::from_bytes(&initiate).map_err(|_| NO_REASON)?;
        let limit = if proposal.max_pdu == 0 {
            u16::MAX
        } else {
            proposal.max_pdu
        };
        if proposal.version < DLMS_VERSION || proposal.dedicated_key || limit < MIN_PDU {
            return Err(NO_REASON);
        }
        self.session.max_pdu = usize::from(limit.min(self.config.max_pdu));
        self.session.conformance = self.config.conformance.common(proposal.conformance);
        self.accepted(aarq, &login, protection, objects)
    }

    /// Who it is, as far as one message can show; HLS goes on with the second pass.
    fn check_login(&mut self, aarq: &Aarq, login: &Login) -> Result<(), Refusal> {
        let mechanism = aarq.mechanism.unwrap_or(Mechanism::None);
        let given = aarq.authentication.as_deref().unwrap_or_default();
        match (login, mechanism) {
            (Login::None, Mechanism::None) => {}
            (Login::Lls(password), Mechanism::Lls) => {
                if !same_secret(password.bytes(), given) {
                    return Err(Refusal(Diagnostic::FAILED));
                }
            }
            (
                Login::Hls5 {
                    least,
                    client_title,
                    ..
                },
                Mechanism::Hls5Gmac,
            ) => {
                self.session.least = *least;
                let title = self
                    .session
                    .client_title
                    .ok_or(Refusal(Diagnostic::FAILED))?;
                if given.len() < MIN_CHALLENGE
                    || client_title.is_some_and(|only| only != title)
                    || (*least != Protection::Plain && !aarq.ciphered)
                {
                    return Err(Refusal(Diagnostic::FAILED));
                }
                self.session.client_challenge = given.to_vec();
            }
            (Login::None | Login::Lls(_) | Login::Hls5 { .. }, _) => {
                return Err(Refusal(Diagnostic::MECHANISM));
            }
        }
        Ok(())
    }

    /// The initiate request, and how it was protected.
    fn open_proposal(
        &mut self,
        aarq: &Aarq,
        login: &Login,
    ) -> Result<(Vec<u8>, Protection), Refusal> {
        let plain = aarq.user_information.first() == Some(&0x01);
        let Login::Hls5 {
            keys,
            least,
            client_title,
            ..
        } = login
        else {
            return Ok((aarq.user_information.clone(), Protection::Plain));
        };
        if plain {
            if *least != Protection::Plain {
                return Err(Refusal(Diagnostic::FAILED));
            }
            return Ok((aarq.user_information.clone(), Protection::Plain));
        }
        let title = self
            .session
            .client_title
            .ok_or(Refusal(Diagnostic::FAILED))?;
        let opened = open_initiate(keys, title, &aarq.user_information)?;
        if !opened.protection.covers(*least) {
            return Err(Refusal(Diagnostic::FAILED));
        }
        // A fresh title has its own numbers; the same one must go on above its last.
        if client_title.is_none()
            && let Some(slot) = self.guards.get_mut(self.session.access)
            && slot.0 != Some(title)
        {
            *slot = (Some(title), ReplayGuard::default());
        }
        self.accept_counter(opened.counter)?;
        Ok((opened.plain, opened.protection))
    }

    fn accepted(
        &mut self,
        aarq: &Aarq,
        login: &Login,
        protection: Protection,
        objects: &mut dyn Objects,
    ) -> Result<Aare, Refusal> {
        let mut initiate = Vec::new();
        InitiateResponse {
            version: DLMS_VERSION,
            conformance: self.session.conformance,
            max_pdu: self.config.max_pdu,
        }
        .encode(&mut initiate);
        let mut aare = Aare {
            ciphered: aarq.ciphered,
            result: 0,
            diagnostic: Diagnostic::NONE,
            title: None,
            mechanism: None,
            authentication: None,
            user_information: initiate,
        };
        let Login::Hls5 { keys, .. } = login else {
            self.session.state = State::Associated;
            return Ok(aare);
        };
        aare.title = Some(self.config.title.0);
        aare.diagnostic = Diagnostic::REQUIRED;
        aare.mechanism = Some(Mechanism::Hls5Gmac);
        if protection != Protection::Plain {
            let counter = self.counter.take()?;
            let (title, plain) = (self.config.title, &aare.user_information);
            aare.user_information = protect_initiate(keys, protection, title, counter, plain);
        }
        self.session.challenge = objects.challenge().to_vec();
        aare.authentication = Some(self.session.challenge.clone());
        self.session.state = State::Challenged;
        Ok(aare)
    }

    /// The client's answer to our challenge; ours to its challenge is given back.
    pub(super) fn reply_to_hls(
        &mut self,
        parameter: Option<&Data>,
    ) -> Result<Option<Data>, ActionResult> {
        let denied = ActionResult::ReadWriteDenied;
        let keys = self.keys().cloned().ok_or(denied)?;
        let title = self.session.client_title.ok_or(denied)?;
        let token = parameter.and_then(Data::as_bytes).unwrap_or_default();
        let challenge = std::mem::take(&mut self.session.challenge);
        // One try for each challenge: a wrong answer ends the association.
        let client = self.session.client;
        if challenge.is_empty()
            || challenge == self.session.client_challenge
            || check_gmac_token(&keys, title, &challenge, token).is_err()
        {
            self.session = Session::idle(client);
            return Err(denied);
        }
        let own = self
            .counter
            .take()
            .map_err(|_| ActionResult::TemporaryFailure)?;
        self.session.state = State::Associated;
        let mine = gmac_token(
            &keys,
            self.config.title,
            own,
            &self.session.client_challenge,
        );
        Ok(Some(Data::Octets(mine)))
    }

    pub(super) fn caller(&self) -> Caller {
        let access = self.config.access.get(self.session.access);
        let open = access.is_none_or(|access| access.login == Login::None);
        Caller {
            client: self.session.client,
            authenticated: !open,
        }
    }

    /// Attributes of the association object itself.
    pub(super) fn get_association(
        &self,
        attribute: Attribute,
        objects: &dyn Objects,
    ) -> Result<Data, AccessResult> {
        let access = self.config.access.get(self.session.access);
        let access = access.ok_or(AccessResult::ObjectUnavailable)?;
        let rights = &access.rights;
        match attribute.index {
            1 => Ok(ASSOCIATION.into()),
            association::OBJECT_LIST => {
                let own = ObjectEntry::new(association::CLASS, 1, ASSOCIATION, 8, &[], 1);
                let visible = objects.objects().into_iter().filter_map(|mut entry| {
                    let (class, obis) = (entry.class, entry.obis);
                    let read = rights.get.covers(class, obis);
                    let write = rights.set.covers(class, obis);
                    let call = rights.action.covers(class, obis);
                    for (_, mode) in &mut entry.attributes {
                        *mode = Mode::of(read && mode.can_read(), write && mode.can_write());
                    }
                    for (_, can) in &mut entry.methods {
                        *can &= call;
                    }
                    (read || write || call).then_some(entry)
                });
                let list = std::iter::once(own).chain(visible);
                Ok(Data::Array(list.map(|entry| entry.to_data()).collect()))
            }
            association::PARTNERS => {
                let client = i8::try_from(self.session.client).unwrap_or(i8::MAX);
                Ok(Data::Structure(vec![
                    Data::I8(client),
                    Data::U16(self.server_sap()),
                ]))
            }
            association::MECHANISM => {
                let number = match &access.login {
                    Login::None => 0,
                    Login::Lls(_) => 1,
                    Login::Hls5 { .. } => 5,
                };
                Ok(Data::Octets(vec![
                    0x60, 0x85, 0x74, 0x05, 0x08, 0x02, number,
                ]))
            }
            association::STATUS => Ok(Data::Enum(2)),
            _ => Err(AccessResult::ObjectUnavailable),
        }
    }
}

const NO_REASON: Refusal = Refusal(Diagnostic::User(1));

fn refused(ciphered: bool, diagnostic: Diagnostic) -> Aare {
    // Group 6 is initiate, code 0 says no more than "other".
    let mut error = Vec::new();
    ServiceError {
        service: 1,
        group: 6,
        code: 0,
    }
    .encode(&mut error);
    Aare {
        ciphered,
        result: 1,
        diagnostic,
        title: None,
        mechanism: None,
        authentication: None,
        user_information: error,
    }
}
