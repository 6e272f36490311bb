/**
 * Picks the server's Certificate message out of a TLS handshake up to version 1.2, where it is sent in
 * the clear (RFC 5246, sections 6.2.1, 7.4 and 7.4.2). It reads along, changes nothing, and stops at
 * the first thing that is no handshake record.
 */

const HANDSHAKE_RECORD = 22;
const CERTIFICATE_MESSAGE = 11;
const CHANGE_CIPHER_SPEC = 20;
// Long chains have a few kilobytes; a server that sends more has something else in mind.
const MOST_BYTES = 1024 * 1024;

export class CertificateTap {
  /** DER, in the order sent; undefined until the message was seen. */
  certificates: readonly Uint8Array[] | undefined;
  #records = Buffer.alloc(0);
  #messages = Buffer.alloc(0);
  #isOver = false;

  take(chunk: Buffer): void {
    if (this.#isOver) return;
    this.#records = Buffer.concat([this.#records, chunk]);
    if (this.#records.length + this.#messages.length > MOST_BYTES) this.#isOver = true;
    while (!this.#isOver && this.#takeRecord());
    while (!this.#isOver && this.#takeMessage());
  }

  /** `struct { ContentType type; ProtocolVersion version; uint16 length; opaque fragment[length]; }` */
  #takeRecord(): boolean {
    if (this.#records.length < 5) return false;
    const type = this.#records[0];
    const end = 5 + this.#records.readUInt16BE(3);
    if (type === CHANGE_CIPHER_SPEC || (type !== HANDSHAKE_RECORD && type !== 21)) this.#isOver = true;
    if (this.#isOver || this.#records.length < end) return false;
    if (type === HANDSHAKE_RECORD) {
      this.#messages = Buffer.concat([this.#messages, this.#records.subarray(5, end)]);
    }
    this.#records = this.#records.subarray(end);
    return true;
  }

  /** `struct { HandshakeType msg_type; uint24 length; ... }`; messages may share or span records. */
  #takeMessage(): boolean {
    if (this.#messages.length < 4) return false;
    const end = 4 + this.#messages.readUIntBE(1, 3);
    if (this.#messages.length < end) return false;
    if (this.#messages[0] === CERTIFICATE_MESSAGE) {
      this.certificates = readCertificateList(this.#messages.subarray(4, end));
      this.#isOver = true;
    }
    this.#messages = this.#messages.subarray(end);
    return true;
  }
}

/** `opaque ASN.1Cert<1..2^24-1>; ASN.1Cert certificate_list<0..2^24-1>;` undefined where lengths do not fit. */
function readCertificateList(body: Buffer): readonly Uint8Array[] | undefined {
  if (body.length < 3 || body.readUIntBE(0, 3) !== body.length - 3) return undefined;
  const certificates: Uint8Array[] = [];
  let offset = 3;
  while (offset < body.length) {
    if (offset + 3 > body.length) return undefined;
    const start = offset + 3;
    offset = start + body.readUIntBE(offset, 3);
    if (offset > body.length) return undefined;
    certificates.push(new Uint8Array(body.subarray(start, offset)));
  }
  return certificates;
}
