package dev.hourkey.web;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.AuditTrail;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The audit trail, for auditors and their machines. */
@Path("/api/v1/audit")
@TokenRequired
public class AuditApi {
  private final AuditTrail trail;

  AuditApi(AuditTrail trail) {
    this.trail = trail;
  }

  /** Entries in their order; go on with {@code after} set to the last number seen. */
  @GET
  @Operation(summary = "Audit entries in their order, each linked to the one before by its hash")
  public List<Entry> entries(
      @QueryParam("after") @DefaultValue("0") long after,
      @QueryParam("subject") Optional<String> subject,
      @QueryParam("limit") @DefaultValue("200") int limit) {
    return trail.after(after, subject, limit).stream().map(Entry::of).toList();
  }

  /** Follows the whole chain, link by link. */
  @GET
  @Path("/verification")
  @Operation(summary = "Whether every entry follows from the one before, up to the last written")
  public Verification verify() {
    OptionalLong broken = trail.firstBroken();
    return new Verification(broken.isEmpty(), broken.isEmpty() ? null : broken.getAsLong());
  }

  /**
   * What following the chain showed.
   *
   * @param firstBroken the number of the first entry that is missing or was changed
   */
  public record Verification(boolean whole, @Nullable Long firstBroken) {}

  /**
   * One link of the chain: {@code hash} is SHA-256 over the bytes of {@code prevHash}, {@code seq}
   * as 8 bytes, most significant first, and {@code payload} in UTF-8.
   *
   * @param event the payload once more, as JSON
   */
  public record Entry(
      long seq, @JsonRawValue String event, String payload, String prevHash, String hash) {
    static Entry of(AuditEntry entry) {
      return new Entry(
          entry.seq(), entry.payload(), entry.payload(), entry.prevHashHex(), entry.hashHex());
    }
  }
}
