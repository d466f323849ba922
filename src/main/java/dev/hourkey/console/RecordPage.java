package dev.hourkey.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.AuditTrail;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** One event of the audit trail, as it is stored. */
@Path("/console/record")
@Produces(MediaType.TEXT_HTML)
@Authenticated
@Blocking
public class RecordPage {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Visitors visitors;
  private final AuditTrail trail;

  RecordPage(Visitors visitors, AuditTrail trail) {
    this.visitors = visitors;
    this.trail = trail;
  }

  @GET
  @Path("/{seq}")
  public TemplateInstance event(@PathParam("seq") long seq) throws JsonProcessingException {
    Visitor visitor = visitors.require(ConsoleRole.AUDITOR);
    AuditEntry entry =
        trail.after(seq - 1, java.util.Optional.empty(), 1).stream()
            .filter(one -> one.seq() == seq)
            .findFirst()
            .orElseThrow(NotFoundException::new);
    return new Event(
        Frame.of(visitor, Place.GRANTS),
        StoryLine.of(entry),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(StoryLine.event(entry)),
        entry.hashHex(),
        entry.prevHashHex());
  }

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Event(Frame frame, StoryLine line, String payload, String hash, String previous)
      implements TemplateInstance {}
}
