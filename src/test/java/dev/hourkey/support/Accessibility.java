package dev.hourkey.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.AxeResults;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Whether everybody can use a page: axe finds nothing, and nothing lies beyond the screen's edge.
 */
public final class Accessibility {
  private static final List<Integer> WIDTHS = List.of(1440, 390);

  /** Checks what the page shows now, in light and dark mode, at a desktop's and a phone's width. */
  public static void check(Page page, String name) {
    List<String> faults = new ArrayList<>();
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      page.emulateMedia(
          new EmulateMediaOptions().setColorScheme(scheme).setReducedMotion(ReducedMotion.REDUCE));
      for (int width : WIDTHS) {
        page.setViewportSize(width, 900);
        String variant = scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
        Chromium.picture(page, "accessible-" + name + "-" + variant);
        faults(page).map(fault -> variant + ": " + fault).forEach(faults::add);
      }
    }
    assertThat(faults).as(name).isEmpty();
    page.emulateMedia(new EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    page.setViewportSize(WIDTHS.getFirst(), 900);
  }

  private static Stream<String> faults(Page page) {
    return Stream.concat(axe(page), tooWide(page));
  }

  private static Stream<String> axe(Page page) {
    // In its other mode, axe opens a second page, which Playwright refuses in a browser's own
    // context.
    AxeResults results = new AxeBuilder(page).setLegacyMode(true).analyze();
    return results.getViolations().stream()
        .flatMap(
            rule ->
                rule.getNodes().stream()
                    .map(
                        node ->
                            rule.getId() + " " + node.getHtml() + " " + node.getFailureSummary()));
  }

  /** A page that has to be scrolled sideways is hard to use with a magnifier (WCAG 1.4.10). */
  private static Stream<String> tooWide(Page page) {
    boolean scrolls =
        (Boolean) page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth");
    return scrolls ? Stream.of("the page is wider than the screen") : Stream.empty();
  }

  private Accessibility() {}
}
