package dev.hourkey.doctor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Examines everything that must be in place before the first request. It changes nothing anywhere.
 * It examines the areas in parallel, because the checks of an unreachable vendor take long.
 */
public final class Doctor {
  private final Supplier<List<Examiner>> examiners;
  private final Collection<String> secrets;

  /**
   * @param examiners created when they are first needed, because creating the vendors' clients
   *     takes a while
   * @param secrets the values that no finding may show
   */
  public Doctor(Supplier<List<Examiner>> examiners, Collection<String> secrets) {
    this.examiners = examiners;
    this.secrets = List.copyOf(secrets);
  }

  /** Examines everything. */
  public Report examine() {
    return examine(EnumSet.allOf(Area.class));
  }

  /** Examines only these areas. */
  public Report examine(Set<Area> areas) {
    List<Examiner> all =
        examiners.get().stream().filter(one -> areas.contains(one.area())).toList();
    List<Finding> findings = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Finding>>> running =
          all.stream().map(one -> threads.submit(() -> examined(one))).toList();
      for (Future<List<Finding>> one : running) {
        findings.addAll(one.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("doctor was interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("doctor failed", e);
    }
    return Report.of(findings, secrets);
  }

  /**
   * An unexpected failure in one area becomes a finding, so that it does not hide the findings of
   * other areas.
   */
  private static List<Finding> examined(Examiner examiner) {
    try {
      return examiner.examine();
    } catch (RuntimeException e) {
      return List.of(
          Finding.unknown(
              examiner.area(),
              "Examine " + examiner.area().label(),
              "doctor failed: " + e.getClass().getSimpleName() + ": " + e.getMessage(),
              "Report this as a bug."));
    }
  }
}
