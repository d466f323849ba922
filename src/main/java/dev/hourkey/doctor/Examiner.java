package dev.hourkey.doctor;

import java.util.List;
import java.util.function.Supplier;

/** Examines one area. It only reads. */
public interface Examiner {
  Area area();

  List<Finding> examine();

  /** An area that cannot be examined, because the settings for it are wrong. */
  static Examiner withoutSettings(Area area, String why) {
    return of(
        area,
        () ->
            List.of(
                Finding.unknown(
                    area,
                    "Nothing was tried",
                    why,
                    "Correct the settings first, and run doctor again.")));
  }

  static Examiner of(Area area, Supplier<List<Finding>> diagnostics) {
    return new Examiner() {
      @Override
      public Area area() {
        return area;
      }

      @Override
      public List<Finding> examine() {
        return diagnostics.get();
      }
    };
  }
}
