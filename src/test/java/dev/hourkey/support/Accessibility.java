package dev.hourkey.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.args.AxeRunOptions;
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
  private enum Variant {
    LIGHT_DESKTOP(ColorScheme.LIGHT, 1440),
    DARK_PHONE(ColorScheme.DARK, 390),
    DARK_DESKTOP(ColorScheme.DARK, 1440),
    LIGHT_PHONE(ColorScheme.LIGHT, 390);

    private final ColorScheme scheme;
    private final int width;

    Variant(ColorScheme scheme, int width) {
      this.scheme = scheme;
      this.width = width;
    }

    void show(Page page) {
      page.emulateMedia(
          new EmulateMediaOptions().setColorScheme(scheme).setReducedMotion(ReducedMotion.REDUCE));
      page.setViewportSize(width, 900);
    }

    @Override
    public String toString() {
      return scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
    }
  }

  /**
   * Checks what the page shows now: in light mode on a desktop, and in dark mode on a phone.
   * Colours depend on the mode and what fits depends on the width, so for most pages each is tried
   * once.
   */
  public static void check(Page page, String name) {
    check(page, name, Variant.LIGHT_DESKTOP, Variant.DARK_PHONE);
  }

  /** As {@link #check}, in both modes and at both widths: for pages that differ by the width. */
  public static void checkAll(Page page, String name) {
    check(page, name, Variant.values());
  }

  private static void check(Page page, String name, Variant... variants) {
    List<String> faults = new ArrayList<>();
    for (Variant variant : variants) {
      variant.show(page);
      List<String> found = faults(page);
      if (!found.isEmpty()) {
        Chromium.picture(page, "accessible-" + name + "-" + variant);
      }
      found.forEach(fault -> faults.add(variant + ": " + fault));
    }
    assertThat(faults).as(name).isEmpty();
    Variant.LIGHT_DESKTOP.show(page);
  }

  private static List<String> faults(Page page) {
    return Stream.concat(axe(page), tooWide(page)).toList();
  }

  private static Stream<String> axe(Page page) {
    // In its other mode, axe opens a second page, which Playwright refuses in a browser's own
    // context.
    AxeResults results =
        new AxeBuilder(page).setLegacyMode(true).options(violationsOnly()).analyze();
    return results.getViolations().stream()
        .flatMap(
            rule ->
                rule.getNodes().stream()
                    .map(
                        node ->
                            rule.getId() + " " + node.getHtml() + " " + node.getFailureSummary()));
  }

  /** Leaves out elements that pass, because describing them takes a third of the time. */
  private static AxeRunOptions violationsOnly() {
    AxeRunOptions options = new AxeRunOptions();
    options.setResultTypes(List.of("violations"));
    return options;
  }

  /** A page that has to be scrolled sideways is hard to use with a magnifier (WCAG 1.4.10). */
  private static Stream<String> tooWide(Page page) {
    boolean scrolls =
        (Boolean) page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth");
    return scrolls ? Stream.of("the page is wider than the screen") : Stream.empty();
  }

  private Accessibility() {}
}
