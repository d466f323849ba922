package dev.hourkey.checkpoint;

import dev.hourkey.text.Counted;
import dev.hourkey.transparency.ConsistencyProof;
import dev.hourkey.transparency.Hash;
import dev.hourkey.transparency.SignedNote;
import dev.hourkey.transparency.VerifierKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.regex.Pattern;

/**
 * A witness as specified by C2SP tlog-witness. It remembers the newest checkpoint of each log, and
 * signs only checkpoints that continue it.
 */
@ApplicationScoped
class Witness implements CheckpointPlace {
  private static final Pattern SIZE = Pattern.compile("(0|[1-9]\\d{0,17})\n");

  private final CheckpointConfig config;
  private final BinaryPost http = new BinaryPost(CheckpointPlaceType.WITNESS);

  /**
   * The size of the checkpoint that the witness probably has. If it is wrong, the witness answers
   * with the right one.
   */
  private volatile long held;

  Witness(CheckpointConfig config) {
    this.config = config;
  }

  @Override
  public CheckpointPlaceType place() {
    return CheckpointPlaceType.WITNESS;
  }

  @Override
  public boolean configured() {
    return config.checkpointWitnessUrl().isPresent();
  }

  /**
   * A witness cannot be read. But if Hourkey offers it a checkpoint that it already has, it answers
   * with the size of its newest one.
   */
  @Override
  public Held newerThan(LatestCheckpoint known) {
    long size = Math.max(0, known.size());
    HttpResponse<byte[]> answer = offer(known.note(), size, List.of());
    return switch (answer.statusCode()) {
      case 200 -> {
        held = size;
        yield new Held.Nothing();
      }
      case 409 -> {
        held = size(answer);
        yield held == size
            ? new Held.Conflict("it has another checkpoint of " + Counted.of(size, "entry"))
            : held < size ? new Held.Nothing() : new Held.SizeOnly(held);
      }
      default -> throw refused(answer);
    };
  }

  @Override
  public byte[] store(SignedNote note, LongFunction<ConsistencyProof> proofs) {
    HttpResponse<byte[]> answer = offer(note, held, proofs.apply(held).hashes());
    if (answer.statusCode() == 409) {
      held = size(answer);
      answer = offer(note, held, proofs.apply(held).hashes());
    }
    if (answer.statusCode() != 200) {
      throw refused(answer);
    }
    VerifierKey key = config.checkpointWitnessKey().flatMap(VerifierKey::parse).orElseThrow();
    List<SignedNote.Signature> signatures =
        SignedNote.signatures(text(answer)).orElse(List.of()).stream()
            .filter(one -> new SignedNote(note.text(), List.of(one)).isSignedBy(List.of(key)))
            .toList();
    if (signatures.isEmpty()) {
      throw new PlaceFailure("the witness's answer is not signed by its key");
    }
    held = note.checkpoint().orElseThrow().size();
    return Cosignatures.bytes(signatures);
  }

  private HttpResponse<byte[]> offer(SignedNote note, long old, List<Hash> proof) {
    StringBuilder body = new StringBuilder("old ").append(old).append('\n');
    proof.forEach(hash -> body.append(hash).append('\n'));
    body.append('\n').append(note);
    String prefix = config.checkpointWitnessUrl().orElseThrow().toString().replaceFirst("/+$", "");
    return http.post(
        URI.create(prefix + "/add-checkpoint"),
        "text/plain; charset=utf-8",
        body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static long size(HttpResponse<byte[]> answer) {
    return Optional.of(SIZE.matcher(text(answer)))
        .filter(match -> match.matches())
        .map(match -> Long.parseLong(match.group(1)))
        .orElseThrow(() -> new PlaceFailure("the witness answered 409 without a size"));
  }

  private static PlaceFailure refused(HttpResponse<byte[]> answer) {
    return new PlaceFailure(
        switch (answer.statusCode()) {
          case 403 -> "the witness does not trust the signing key (403)";
          case 404 -> "the witness does not know this log (404)";
          default -> "the witness answered " + answer.statusCode();
        });
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
