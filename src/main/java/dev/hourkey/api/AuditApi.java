package dev.hourkey.api;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.ChainHead;
import dev.hourkey.audit.ComparedRecords;
import dev.hourkey.audit.EventLists;
import dev.hourkey.audit.EventSelection;
import dev.hourkey.audit.EventTypes;
import dev.hourkey.audit.Verification;
import dev.hourkey.checkpoint.SignedCheckpoints;
import dev.hourkey.transparency.Hash;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** The audit trail, for auditors and their programs. */
@Path("/api/v1/audit")
@TokenRequired
public class AuditApi {
  private static final int USUAL = 200;
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(30);

  private final EventLists events;
  private final AuditTrail trail;
  private final SignedCheckpoints checkpoints;
  private final ComparedRecords records;
  private final PersonLookup people;

  /**
   * Allows one verification at a time: each reads the whole trail, and hashes all of it on one
   * core.
   */
  private final Semaphore verifying = new Semaphore(1);

  AuditApi(
      EventLists events,
      AuditTrail trail,
      SignedCheckpoints checkpoints,
      ComparedRecords records,
      PersonLookup people) {
    this.events = events;
    this.trail = trail;
    this.checkpoints = checkpoints;
    this.records = records;
    this.people = people;
  }

  /** Lists entries in order; the {@code Link} header leads to the next page. */
  @GET
  @Operation(
      summary = "Audit entries in order, each linked to the previous one by its hash",
      description = "The Link header leads to the next page.")
  @APIResponseSchema(Entry[].class)
  public Response entries(
      @QueryParam("after") @Parameter(description = "The number of the last entry seen")
          Optional<String> after,
      @QueryParam("type")
          @Parameter(description = "Only events of this type", example = "request_refused")
          Optional<String> type,
      @QueryParam("subject")
          @Parameter(description = "Only events about this request, grant, finding or incident")
          Optional<String> subject,
      @QueryParam("person")
          @Parameter(
              description =
                  "Only events about or by this person: Entra object id, or user principal name, including"
                      + " a former one")
          Optional<String> person,
      @QueryParam("limit") @Parameter(description = "How many, 1 to 1000; 200 if left out")
          Optional<String> limit,
      @Context UriInfo requested) {
    int max = QueryParameters.limit("limit", limit, USUAL, AuditTrail.MAX_ENTRIES);
    List<Entry> page =
        events
            .after(
                new EventSelection(
                    type.map(AuditApi::knownType), subject, person.map(people::everKnownAs)),
                after.map(text -> QueryParameters.number("after", text)).orElse(0L),
                max)
            .stream()
            .map(Entry::of)
            .toList();
    return Paging.page(page, max, requested, page.isEmpty() ? "" : page.getLast().seq());
  }

  private static String knownType(String type) {
    if (!EventTypes.ALL.contains(type)) {
      throw Problem.badRequest(
          "'type' must be one of %s.".formatted(String.join(", ", EventTypes.ALL)));
    }
    return type;
  }

  /** Follows the whole chain, link by link, and the tree over it. */
  @GET
  @Path("/verification")
  @APIResponseSchema(VerificationView.class)
  @APIResponse(responseCode = "429", description = "Another verification is running")
  @Operation(
      summary =
          "Whether every entry follows from the previous one, up to the last written, and whether"
              + " the Merkle tree over them agrees with every signed checkpoint. Also whether"
              + " access reviews agree with the trail",
      description =
          "Keep the head of an intact trail elsewhere: it shows later whether the trail up to that"
              + " head has changed. Each place outside the database is asked for its newest"
              + " checkpoint. One verification runs at a time on each replica; another is refused"
              + " with status 429.")
  public VerificationView verify(
      @QueryParam("head") @Parameter(description = "A head from an earlier answer")
          Optional<String> head) {
    List<ChainHead> known = head.map(AuditApi::known).stream().toList();
    if (!verifying.tryAcquire()) {
      throw Problem.tooManyRequests(
          "Another verification is running on this replica. Try again when it is done.",
          BETWEEN_TRIES);
    }
    try {
      return verify(known);
    } finally {
      verifying.release();
    }
  }

  private VerificationView verify(List<ChainHead> known) {
    SignedCheckpoints.Report signed = checkpoints.report(checkpoints.own());
    CheckpointsView checkpoints = CheckpointsView.of(signed);
    return switch (trail.verify(known, signed.found())) {
      case Verification.Intact(ChainHead last, Hash root) ->
          new VerificationView(
              !signed.unread(),
              null,
              signed.unread() ? String.join("; ", signed.found().unread()) : null,
              String.valueOf(last),
              String.valueOf(root),
              records.differences(),
              checkpoints);
      case Verification.Broken(long seq, String why) ->
          new VerificationView(false, seq, why, null, null, null, checkpoints);
    };
  }

  private static ChainHead known(String head) {
    return ChainHead.parse(head)
        .orElseThrow(
            () ->
                Problem.badRequest(
                    "'head' must be a number, a colon and 64 hexadecimal digits, like 'head' in the"
                        + " answer."));
  }

  /**
   * The result of following the chain.
   *
   * @param intact whether every entry follows, and everything that was signed was compared and
   *     agrees
   * @param firstBroken the number of the first entry that is missing or was changed
   * @param why what is wrong with that entry; if there is none, what could not be compared
   * @param head the number of the last entry, a colon and its hash
   * @param treeRoot of the Merkle tree over all entries, in base64
   * @param differences where access reviews differ from the trail, one sentence each; they were not
   *     compared with a trail that was changed
   */
  public record VerificationView(
      boolean intact,
      @Nullable Long firstBroken,
      @Nullable String why,
      @Nullable String head,
      @Nullable String treeRoot,
      @Nullable List<String> differences,
      CheckpointsView checkpoints) {}

  /**
   * The signed checkpoints, and how the trail compares with them.
   *
   * @param compared how many signed checkpoints were compared; 0 if nothing was ever signed
   * @param entries how many entries the largest of them covers; later ones are not signed yet
   * @param places what each place outside the database answered
   * @param everyPlaceRead false if a place did not answer, or no checkpoint was found
   */
  public record CheckpointsView(
      int compared, long entries, List<String> places, boolean everyPlaceRead) {
    static CheckpointsView of(SignedCheckpoints.Report signed) {
      return new CheckpointsView(
          signed.found().checkpoints().size(),
          signed.found().entries(),
          signed.places(),
          !signed.unread());
    }
  }

  /**
   * One link of the chain: {@code hash} is SHA-256 over the bytes of {@code prevHash}, {@code seq}
   * as 8 bytes, most significant first, and {@code payload} in UTF-8.
   *
   * @param event the payload once more, as JSON
   */
  public record Entry(
      long seq,
      @JsonRawValue @Schema(type = SchemaType.OBJECT) String event,
      String payload,
      String prevHash,
      String hash) {
    static Entry of(AuditEntry entry) {
      return new Entry(
          entry.seq(), entry.payload(), entry.payload(), entry.prevHashHex(), entry.hashHex());
    }
  }
}
