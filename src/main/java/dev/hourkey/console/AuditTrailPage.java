package dev.hourkey.console;

import dev.hourkey.audit.AuditCheck;
import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.AuditReader;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.ChainHead;
import dev.hourkey.audit.StoredEvent;
import dev.hourkey.checkpoint.CheckpointHistory;
import dev.hourkey.checkpoint.CheckpointIncidents.Problem;
import dev.hourkey.checkpoint.CheckpointOrigins;
import dev.hourkey.checkpoint.CheckpointPlaceType;
import dev.hourkey.export.Downloads;
import dev.hourkey.export.ExportFormat;
import dev.hourkey.person.DirectoryFailure;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Shows whether the audit trail is intact, how others can verify that, and what was exported. */
@Path("/console/audit-trail")
@Produces(MediaType.TEXT_HTML)
@Authenticated
@Blocking
public class AuditTrailPage {
  private static final int LENGTH = 20;

  private final CurrentUser currentUser;
  private final ConsoleUserCheck consoleUserCheck;
  private final AuditTrail trail;
  private final AuditReader reader;
  private final AuditCheck check;
  private final CheckpointOrigins origins;
  private final CheckpointHistory checkpoints;
  private final Downloads downloads;

  AuditTrailPage(
      CurrentUser currentUser,
      ConsoleUserCheck consoleUserCheck,
      AuditTrail trail,
      AuditReader reader,
      AuditCheck check,
      CheckpointOrigins origins,
      CheckpointHistory checkpoints,
      Downloads downloads) {
    this.currentUser = currentUser;
    this.consoleUserCheck = consoleUserCheck;
    this.trail = trail;
    this.reader = reader;
    this.check = check;
    this.origins = origins;
    this.checkpoints = checkpoints;
    this.downloads = downloads;
  }

  /**
   * Shows the page.
   *
   * @param origin the log whose checkpoints are shown; the current one if it is empty
   * @param below only checkpoints that cover fewer entries than this
   * @param before only exports that began before this audit event
   */
  @GET
  public TemplateInstance show(
      @QueryParam("origin") @DefaultValue("") String origin,
      @QueryParam("below") @Nullable Long below,
      @QueryParam("before") @Nullable Long before) {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    return page(user, origin, below, before, ExportForm.EMPTY, List.of());
  }

  /** Downloads a file, or says what has to be corrected first. */
  @POST
  @Path("/export")
  @Produces(MediaType.WILDCARD)
  public Response export(
      @FormParam("format") @DefaultValue("") String format,
      @FormParam("from") @DefaultValue("") String from,
      @FormParam("to") @DefaultValue("") String to) {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    ExportForm form = new ExportForm(format, from.strip(), to.strip());
    ExportForm.Read read = form.read();
    if (read.spec().isEmpty()) {
      return corrected(user, form, read.problems());
    }
    Optional<String> refusal = consoleUserCheck.refusal(user); // This also stores their name.
    if (refusal.isPresent()) {
      return corrected(user, form, List.of(refusal.get()));
    }
    ExportFormat known = read.spec().get().format();
    try {
      return downloads
          .begin(read.spec().get(), user.id().value())
          .map(download -> file(download, known))
          .orElseGet(
              () ->
                  corrected(
                      user,
                      form,
                      List.of("Other exports are running here. Try again when they are done.")));
    } catch (DirectoryFailure failure) {
      return corrected(
          user, form, List.of(failure.userSentenceStart() + ", so nothing was exported."));
    }
  }

  private static Response file(Downloads.Download download, ExportFormat format) {
    return Response.ok((StreamingOutput) download::writeTo)
        .type(format.mediaType() + "; charset=utf-8")
        .header(
            HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + format.fileName() + "\"")
        .build();
  }

  private Response corrected(ConsoleUser user, ExportForm form, List<String> problems) {
    return Response.ok(page(user, "", null, null, form, problems).render())
        .type(MediaType.TEXT_HTML_TYPE)
        .build();
  }

  private TemplateInstance page(
      ConsoleUser user,
      String origin,
      @Nullable Long below,
      @Nullable Long before,
      ExportForm form,
      List<String> problems) {
    List<CheckpointHistory.Log> logs = checkpoints.logs();
    Optional<CheckpointHistory.Log> shown =
        logs.stream().filter(one -> origin.isEmpty() || one.origin().equals(origin)).findFirst();
    List<CheckpointHistory.CheckpointSummary> made =
        shown
            .map(one -> checkpoints.page(one.origin(), Optional.ofNullable(below), LENGTH))
            .orElse(List.of());
    List<AuditEntry> exports =
        reader.exports(Optional.ofNullable(before).orElse(Long.MAX_VALUE), LENGTH);
    return new Trail(
        PageFrame.of(user, MenuItem.AUDIT_TRAIL),
        LastVerification.of(check.state()),
        trail.head(),
        new Signed(
            origins.state().on(),
            origins.state().coveredAt().orElse(null),
            checkpoints.trouble(),
            checkpoints.places(),
            shown.orElse(null),
            logs.stream().filter(one -> !shown.filter(one::equals).isPresent()).toList(),
            made,
            made.size() < LENGTH ? null : made.getLast().entries()),
        form,
        problems,
        exports.stream().map(this::exported).toList(),
        exports.size() < LENGTH ? null : exports.getLast().seq());
  }

  private ExportRow exported(AuditEntry begun) {
    return ExportRow.of(
        begun,
        trail.after(
            begun.seq(), Optional.of(StoredEvent.read(begun).path("subject").asText()), LENGTH));
  }

  /**
   * The checkpoints of a log.
   *
   * @param others the other logs
   * @param below leads to the next page
   */
  record Signed(
      boolean on,
      @Nullable Instant coveredAt,
      List<Problem> trouble,
      List<CheckpointPlaceType> places,
      CheckpointHistory.@Nullable Log log,
      List<CheckpointHistory.Log> others,
      List<CheckpointHistory.CheckpointSummary> made,
      @Nullable Long below) {
    public String heads() {
      return Stream.of(
              Stream.of("Entries", "Signed"),
              places.stream().map(place -> "In " + place.words()),
              Stream.of("Root of the tree"))
          .flatMap(names -> names)
          .collect(Collectors.joining(","));
    }
  }

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Trail(
      PageFrame frame,
      LastVerification verified,
      ChainHead head,
      Signed signed,
      ExportForm form,
      List<String> problems,
      List<ExportRow> exports,
      @Nullable Long before)
      implements TemplateInstance {}
}
