package dev.hourkey.api;

import dev.hourkey.export.Downloads;
import dev.hourkey.export.ExportFormat;
import dev.hourkey.export.ExportSpec;
import dev.hourkey.person.DirectoryFailure;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Evidence as files, streamed. */
@Path("/api/v1/audit/export")
@TokenRequired
public class ExportApi {
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(30);

  private final Downloads downloads;

  ExportApi(Downloads downloads) {
    this.downloads = downloads;
  }

  /** Streams the file; its last line shows that nothing is missing. */
  @GET
  @Produces({"application/x-ndjson", "text/csv"})
  @Operation(
      summary = "Grants of a period, or audit events, as a file",
      description =
          "The first line says what the file contains, up to which audit entry. The last line has"
              + " the number of rows and the SHA-256 of everything before it; a file without it is"
              + " incomplete. Every export is an audit event.")
  @APIResponse(
      responseCode = "200",
      description = "The file",
      content =
          @Content(mediaType = "application/x-ndjson", schema = @Schema(type = SchemaType.STRING)))
  @APIResponse(responseCode = "429", description = "Two other exports are running")
  @APIResponse(responseCode = "503", description = "A directory does not answer")
  public Response export(
      @QueryParam("format")
          @Parameter(
              description =
                  "grants-csv: grants that overlap the period; eligible-csv and approvers-csv: who"
                      + " may request and approve now; entitlements-csv: what can be requested now;"
                      + " policies-csv: versions of the policy file; events-csv or ocsf: audit"
                      + " events; entries: audit entries with their hashes",
              required = true,
              example = "entries")
          Optional<String> format,
      @QueryParam("from") @Parameter(description = "The period's beginning: date or time with zone")
          Optional<String> from,
      @QueryParam("to") @Parameter(description = "The period's end, which is not included")
          Optional<String> to,
      @QueryParam("after")
          @Parameter(
              description =
                  "Only entries after this number, or grants that were opened after it, to continue an"
                      + " export")
          Optional<String> after,
      @Context ContainerRequestContext call) {
    ExportSpec spec = spec(format, from, to, after);
    Response.ResponseBuilder file = file(spec.format());
    return call.getMethod().equals(HttpMethod.HEAD) // Exports nothing, and records nothing.
        ? file.build()
        : file.entity((StreamingOutput) begin(spec, ApiCaller.of(call).name())::writeTo).build();
  }

  private static Response.ResponseBuilder file(ExportFormat format) {
    return Response.ok()
        .type(format.mediaType() + "; charset=utf-8")
        .header(
            HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + format.fileName() + "\"")
        .header(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  private Downloads.Download begin(ExportSpec spec, String by) {
    try {
      return downloads
          .begin(spec, by)
          .orElseThrow(
              () ->
                  Problem.tooManyRequests(
                      "Other exports are running on this replica. Try again when they are done.",
                      BETWEEN_TRIES));
    } catch (DirectoryFailure failure) {
      throw Problem.unavailable(failure.userSentenceStart() + ", so nothing was exported.");
    }
  }

  private static ExportSpec spec(
      Optional<String> format, Optional<String> from, Optional<String> to, Optional<String> after) {
    ExportFormat known =
        format
            .flatMap(ExportFormat::of)
            .orElseThrow(
                () -> Problem.badRequest("'format' must be one of " + ExportFormat.words() + "."));
    Optional<Instant> begin = QueryParameters.time("from", from);
    Optional<Instant> end = QueryParameters.time("to", to);
    long last = after.map(text -> QueryParameters.number("after", text)).orElse(0L);
    ExportSpec.problem(known, begin, end, last)
        .ifPresent(
            why -> {
              throw Problem.badRequest(why);
            });
    return new ExportSpec(known, begin, end, last);
  }
}
