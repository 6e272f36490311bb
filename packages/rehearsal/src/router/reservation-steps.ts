/** The steps of a licence reservation (PLR and SLR) on a router: request, install, cancel, return. No contact is made. */
import { isSet } from "./configuration.js";
import type { RouterHost } from "./host.js";
import { isReserved, type LicensingState } from "./licensing-state.js";
import { EVALUATION_MS, later } from "./licensing-timers.js";
import { logLicensing } from "./licensing-transport.js";
import { authorizationCode, type ReservationKind, requestCode, returnCode } from "./reservation.js";

export type ReservationStep =
  | { readonly step: "request"; readonly kind: ReservationKind }
  | { readonly step: "install"; readonly code: string }
  | { readonly step: "cancel" }
  | { readonly step: "return" };

/** What came of a step; a code where there is one to be taken to the portal. */
export type ReservationAnswer =
  | { readonly ok: true; readonly code?: string }
  | { readonly ok: false; readonly refusal: ReservationRefusal };

export type ReservationRefusal =
  /** `license smart reservation` is not configured. */
  "not-enabled" | "registered" | "not-requested" | "wrong-code" | "already-reserved" | "not-reserved";

interface Taken {
  readonly answer: ReservationAnswer;
  /** Absent where nothing changes. */
  readonly state?: LicensingState;
}

export function takeReservationStep(
  router: RouterHost,
  state: LicensingState,
  taken: ReservationStep,
): Taken {
  switch (taken.step) {
    case "request":
      return request(router, state, taken.kind);
    case "install":
      return install(router, state, taken.code);
    case "cancel":
      return cancel(state);
    case "return":
      return giveBack(router, state);
  }
}

function request(router: RouterHost, state: LicensingState, kind: ReservationKind): Taken {
  if (!isEnabled(router)) return refused("not-enabled");
  if (isReserved(state)) return refused("already-reserved");
  if (state.registration.status === "registered") return refused("registered");
  const code = requestCode(router.udi, kind, router.now().getTime());
  return { answer: { ok: true, code }, state: { ...state, reservation: { kind, requestCode: code } } };
}

/** Takes the code that the portal gave for the request. */
function install(router: RouterHost, state: LicensingState, code: string): Taken {
  if (!isEnabled(router)) return refused("not-enabled");
  const { reservation } = state;
  if (reservation === undefined || isReserved(state)) return refused("not-requested");
  if (code !== authorizationCode(reservation.requestCode)) return refused("wrong-code");
  const at = router.now();
  const text = `A new licensing authorization code has been installed on ${router.udi}`;
  logLicensing(router, 6, "RESERV_INSTALL_SUCCESS", text);
  return {
    answer: { ok: true },
    state: {
      registration: {
        status: reservation.kind === "universal" ? "permanent-reservation" : "specific-reservation",
        at,
      },
      authorization: { status: "reserved", since: at },
      failures: 0,
      reservation: { ...reservation, authorizationCode: code },
    },
  };
}

function cancel(state: LicensingState): Taken {
  if (isReserved(state)) return refused("already-reserved");
  if (state.reservation === undefined) return refused("not-requested");
  return { answer: { ok: true }, state: { ...state, reservation: undefined } };
}

function giveBack(router: RouterHost, state: LicensingState): Taken {
  if (!isReserved(state)) return refused("not-reserved");
  return {
    answer: { ok: true, code: returnCode(state.reservation?.authorizationCode ?? router.udi) },
    state: {
      registration: { status: "unregistered" },
      authorization: { status: "evaluation", endsAt: later(router.now(), EVALUATION_MS) },
      failures: 0,
    },
  };
}

function isEnabled(router: RouterHost): boolean {
  return isSet(router.running(), "license smart reservation");
}

function refused(refusal: ReservationRefusal): Taken {
  return { answer: { ok: false, refusal } };
}
