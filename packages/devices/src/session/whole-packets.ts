/**
 * ssh2 writes a packet in three pieces, and with Nagle's algorithm off each piece is a system call and a segment of
 * its own. Whatever is written in one turn leaves together. It knows nothing of SSH.
 */
import type { Duplex } from "node:stream";

/** The same stream; `end` sends what is held back first. Pieces are buffers: this is not for text. */
export function inWholePackets<Stream extends Duplex>(stream: Stream): Stream {
  const write: (bytes: Uint8Array) => boolean = stream.write.bind(stream);
  const end: () => Stream = stream.end.bind(stream);
  let pieces: Uint8Array[] = [];
  const send = () => {
    if (pieces.length === 0) return;
    const bytes = Buffer.concat(pieces);
    pieces = [];
    write(bytes);
  };
  stream.write = (piece: Uint8Array) => {
    if (pieces.push(piece) === 1) process.nextTick(send);
    return !stream.writableNeedDrain;
  };
  stream.end = () => {
    send();
    return end();
  };
  return stream;
}
