package dev.hourkey.checkpoint;

import dev.hourkey.checkpoint.CheckpointPlace.PlaceFailure;
import dev.hourkey.sql.TransactionCheck;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Posts bytes to one place, with limits on time and size. No redirect is followed. */
final class BinaryPost {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration WHOLE_CALL = Duration.ofSeconds(15);
  private static final int MAX_BYTES = 1_000_000;

  private final String place;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  BinaryPost(CheckpointPlaceType place) {
    this.place = place.words();
  }

  /** Posts the bytes; returns the answer, whatever its status. */
  HttpResponse<byte[]> post(URI address, String type, byte[] body) {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(WHOLE_CALL)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    assert TransactionCheck.noTransactionOpen() : place;
    var answer =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
    try {
      return answer.get(WHOLE_CALL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new PlaceFailure(place + " gave no answer within " + WHOLE_CALL.toSeconds() + " s");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new PlaceFailure(
          place + " could not be reached: " + (cause instanceof IOException ? cause : e));
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new PlaceFailure("interrupted");
    }
  }
}
