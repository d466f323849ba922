package dev.hourkey.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.junit.jupiter.api.Test;

class CheckpointDirectoryTest {
  @Test
  void a_disk_that_takes_a_part_gets_the_rest() throws IOException {
    var disk = new Reluctant();
    CheckpointDirectory.write(disk, "hourkey.example.com\n12\n");
    assertThat(disk.bytes).asString().isEqualTo("hourkey.example.com\n12\n");
  }

  /** Takes three bytes at a time, as a full disk may. */
  private static final class Reluctant implements WritableByteChannel {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public int write(ByteBuffer from) {
      int taken = Math.min(3, from.remaining());
      for (int i = 0; i < taken; i++) {
        bytes.write(from.get());
      }
      return taken;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
