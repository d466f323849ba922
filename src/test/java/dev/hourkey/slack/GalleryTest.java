package dev.hourkey.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.support.Chromium;
import dev.hourkey.support.SmallPng;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The pictures of docs/gallery.md, drawn by the sandbox's page from the golden files. */
class GalleryTest {
  private static final Path PICTURES = Path.of("docs/images/gallery");
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Map<String, String> PEOPLE =
      Map.of("U0ANA", "Ana Lima", "U0BRUNO", "Bruno Costa", "U0CHLOE", "Chloé Martin");

  /** States by the name of their sheet, each as {@code FILE: STATE}. */
  private static final Map<String, List<String>> SHEETS = new LinkedHashMap<>();

  static {
    SHEETS.put(
        "card",
        List.of(
            "approver-card: pending",
            "approver-card: pending, one of two",
            "approver-card: pending, after a denial, with a ticket",
            "approver-card: pending, high risk",
            "approver-card: approved",
            "approver-card: denied",
            "approver-card: expired",
            "approver-card-of-a-grant: live",
            "approver-card-of-a-grant: ended, expired",
            "approver-shared-card: pending, one is high risk",
            "approver-mention: a request",
            "approver-mention: a reminder",
            "break-glass: card, to be done"));
    SHEETS.put(
        "requester",
        List.of(
            "requester-submitted: pending",
            "requester-submitted: pending, one of two",
            "requester-submitted: denied",
            "requester-submitted: expired",
            "requester-submitted: cancelled",
            "requester-followed: syncing",
            "requester-followed: live",
            "requester-followed: ended, expired",
            "requester-submitted: together, requested by somebody else",
            "requester-not-granted: denied",
            "requester-not-granted: expired"));
    SHEETS.put(
        "holder",
        List.of(
            "holder-active: live",
            "holder-active: ended",
            "holder-ending: live",
            "holder-over: ended, expired",
            "holder-over: ended, revoked",
            "holder-active: live, many assignments"));
    SHEETS.put(
        "forms",
        List.of(
            "form-request: nothing selected",
            "form-request: one assignment",
            "form-request: for others as well",
            "form-request: may start later",
            "form-request: several",
            "form-request: filled in by the command",
            "form-request: already there",
            "form-request: without an AWS user",
            "break-glass: form, request",
            "form-deny-and-revoke: approve with a comment or for shorter",
            "form-deny-and-revoke: deny",
            "form-deny-and-revoke: revoke, several",
            "break-glass: form, review"));
    SHEETS.put(
        "home",
        List.of(
            "home: a holder",
            "home: a requester, can remind approvers",
            "home: an approver",
            "home: an operator",
            "home: nothing to request"));
    SHEETS.put(
        "alarms",
        List.of(
            "operator-services: job stopped",
            "operator-grants: overdue, revoking",
            "operator-alarms-over: overdue",
            "operator-alarms-over: overdue, reply",
            "operator-drift: unapproved member",
            "operator-alarms-over: unapproved member",
            "operator-services: policy file changed",
            "break-glass: operators, used, to be done",
            "operator-digest: busy"));
    SHEETS.put(
        "commands",
        List.of(
            "command-answers: help",
            "command-answers: list",
            "command-answers: status",
            "command-answers: status, for operators",
            "command-answers: no command"));
  }

  private static final List<String> IN_THE_DARK = List.of("card", "home");

  @Test
  void every_picture_is_shown() throws IOException {
    String page = Files.readString(Path.of("docs/gallery.md"));
    for (String sheet : SHEETS.keySet()) {
      assertThat(page).contains("images/gallery/" + sheet + ".png");
      assertThat(page).contains("images/gallery/" + sheet + "-phone.png");
    }
    try (Stream<Path> pictures = Files.list(PICTURES)) {
      assertThat(pictures.map(file -> "images/gallery/" + file.getFileName()))
          .allMatch(page::contains);
    }
  }

  @Test
  @Tag("gallery")
  void the_pictures_are_taken_anew() throws IOException {
    Files.createDirectories(PICTURES);
    try (Sandbox sandbox = new Sandbox(0);
        Chromium browser = new Chromium();
        Page page = browser.open(1280, 800)) {
      page.navigate(sandbox.uri() + "/gallery.html");
      page.waitForFunction("() => window.show");
      for (String sheet : SHEETS.keySet()) {
        page.evaluate(
            "sheet => window.show(JSON.parse(sheet))",
            JSON.writeValueAsString(
                Map.of(
                    "at", Examples.APPROVED.toEpochMilli(),
                    "people", PEOPLE,
                    "states", states(sheet))));
        picture(page, sheet, 1280);
        picture(page, sheet + "-phone", 390);
        if (IN_THE_DARK.contains(sheet)) {
          page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
          picture(page, sheet + "-dark", 1280);
          page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        }
      }
    }
  }

  private static void picture(Page page, String name, int width) throws IOException {
    page.setViewportSize(width, 800);
    byte[] png = page.screenshot(new Page.ScreenshotOptions().setFullPage(true));
    Files.write(PICTURES.resolve(name + ".png"), SmallPng.of(png));
  }

  private static Map<String, JsonNode> states(String sheet) throws IOException {
    Map<String, JsonNode> states = new LinkedHashMap<>();
    for (String one : SHEETS.getOrDefault(sheet, List.of())) {
      String[] fileAndState = one.split(": ", 2);
      JsonNode file = JSON.readTree(GOLDEN.resolve(fileAndState[0] + ".json").toFile());
      JsonNode drawing = file.path(fileAndState[1]);
      assertThat(drawing.isMissingNode()).as("no drawing of '%s'", one).isFalse();
      states.put(one, drawing);
    }
    return states;
  }
}
