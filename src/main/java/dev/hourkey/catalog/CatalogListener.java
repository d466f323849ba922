package dev.hourkey.catalog;

import dev.hourkey.person.VendorError;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Stores the last valid version of the policy file, and learns which vendors do not answer what the
 * catalog needs. It never throws and must not be called inside a transaction.
 */
public interface CatalogListener {
  /** Stores and reports nothing. */
  CatalogListener NOBODY =
      new CatalogListener() {
        @Override
        public Optional<String> lastValid(Path file) {
          return Optional.empty();
        }

        @Override
        public void valid(Path file, PolicyFile version) {}

        @Override
        public void broken(Path file, PolicyFile version) {}

        @Override
        public void failed(VendorError vendorError, boolean lasting) {}

        @Override
        public void answered(VendorError.Party party) {}
      };

  /** The text of the last valid version of this file; empty if there is none or it is unknown. */
  Optional<String> lastValid(Path file);

  /** The file is valid, and in force from now on. */
  void valid(Path file, PolicyFile version);

  /** The file has mistakes. */
  void broken(Path file, PolicyFile version);

  /**
   * A vendor did not answer.
   *
   * @param lasting whether it will refuse until an operator acts
   */
  void failed(VendorError vendorError, boolean lasting);

  /** A vendor answered every question. */
  void answered(VendorError.Party party);
}
