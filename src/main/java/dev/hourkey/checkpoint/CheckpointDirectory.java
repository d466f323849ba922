package dev.hourkey.checkpoint;

import static java.util.Objects.requireNonNull;

import dev.hourkey.transparency.ConsistencyProof;
import dev.hourkey.transparency.SignedNote;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * A directory with a file for each checkpoint. Hourkey never creates it: if a disk is not mounted,
 * an empty directory in its place would look as if nothing had been signed yet.
 */
@ApplicationScoped
class CheckpointDirectory implements CheckpointPlace {
  private static final String SUFFIX = ".checkpoint";

  private final CheckpointConfig config;

  CheckpointDirectory(CheckpointConfig config) {
    this.config = config;
  }

  @Override
  public CheckpointPlaceType place() {
    return CheckpointPlaceType.DIRECTORY;
  }

  @Override
  public boolean configured() {
    return config.checkpointDirectory().isPresent();
  }

  @Override
  public Held newerThan(LatestCheckpoint known) {
    Path directory = existing();
    Path log = directory.resolve(known.base());
    if (!Files.exists(log)) {
      return new Held.Nothing();
    }
    String after = CheckpointKeys.after(known);
    try (Stream<Path> files = Files.walk(log)) {
      Optional<String> newest =
          files
              .map(file -> directory.relativize(file).toString())
              .filter(key -> key.endsWith(SUFFIX) && key.compareTo(after) > 0)
              .max(Comparator.naturalOrder());
      return newest.isPresent()
          ? CheckpointKeys.held(newest.get(), Files.readString(directory.resolve(newest.get())))
          : new Held.Nothing();
    } catch (IOException e) {
      throw new PlaceFailure("the directory could not be read: " + e);
    }
  }

  /** If the file exists, it is complete, even after a power failure. */
  @Override
  public byte[] store(SignedNote note, LongFunction<ConsistencyProof> proofs) {
    Path file = existing().resolve(CheckpointKeys.key(note));
    Path whole = file.resolveSibling("." + UUID.randomUUID());
    try {
      Files.createDirectories(requireNonNull(file.getParent()));
      if (!isKept(file, note)) {
        try (var channel =
            FileChannel.open(whole, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
          write(channel, note.toString());
          channel.force(true);
        }
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return new byte[0];
    } catch (IOException e) {
      throw new PlaceFailure("the directory could not be written: " + e);
    }
  }

  /** Writes the whole text. A nearly full disk may accept only a part at once. */
  static void write(WritableByteChannel file, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  private static boolean isKept(Path file, SignedNote note) throws IOException {
    try {
      if (CheckpointKeys.same(Files.readString(file), note)) {
        return true;
      }
      throw new PlaceFailure(file + " already exists, with a different checkpoint");
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private Path existing() {
    Path directory = config.checkpointDirectory().orElseThrow();
    if (!Files.isDirectory(directory)) {
      throw new PlaceFailure("there is no directory " + directory);
    }
    return directory;
  }
}
