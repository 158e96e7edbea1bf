// SPDX-License-Identifier: Apache-2.0
package org.earlymap.cli.text;

import java.io.IOException;
import java.io.PushbackReader;
import java.io.StringReader;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** YAML that somebody else wrote: mappings, lists and text, no tags, no aliases of collections. */
public final class YamlText {
  private static final int GREATEST_DEPTH = 8;

  private YamlText() {}

  /** Makes the exception that says what is wrong. */
  public interface Complaint {
    RuntimeException of(String message, Throwable cause);
  }

  /**
   * The mapping that {@code text} is; every scalar in it is a string.
   *
   * @param label the file's name, for messages
   * @param example what a first line could be
   * @param complaint makes what is thrown where the text is something else
   */
  public static Map<?, ?> mapping(
      String label, String text, int greatestSize, String example, Complaint complaint) {
    String expected = label + ": expected names with values, such as '" + example + "'";
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(label)
            .setSchema(new FailsafeSchema())
            .setAllowDuplicateKeys(false)
            .setMaxAliasesForCollections(0)
            .setCodePointLimit(greatestSize)
            .build();
    Object root = "";
    Throwable cause = new IllegalArgumentException("no mapping");
    try {
      if (!isEmpty(label, settings, text, complaint)) {
        root = new Load(settings).loadFromReader(new WholeCharacters(text));
      }
    } catch (YamlEngineException exception) {
      throw complaint.of(label + ": not YAML: " + exception.getMessage(), exception);
    } catch (StackOverflowError error) {
      throw complaint.of(
          label + ": nested too deeply: expected names with values or lists of values", error);
    } catch (NullPointerException exception) {
      // The engine's answer to an empty document, and to a tag that the schema does not have.
      throw complaint.of(expected + ", and no tags", exception);
    }
    if (root instanceof Map<?, ?> map) {
      return map;
    }
    throw complaint.of(expected, cause);
  }

  /**
   * Whether {@code text} has no node with a value, which the loader takes ill; what is much deeper
   * than it could be is refused before the loader follows it.
   */
  private static boolean isEmpty(
      String label, LoadSettings settings, String text, Complaint complaint) {
    int depth = 0;
    boolean empty = true;
    for (Event event : new Parse(settings).parseReader(new WholeCharacters(text))) {
      depth +=
          switch (event.getEventId()) {
            case MappingStart, SequenceStart -> 1;
            case MappingEnd, SequenceEnd -> -1;
            default -> 0;
          };
      boolean nothing = event instanceof ScalarEvent scalar && scalar.getValue().isEmpty();
      empty &= !(event instanceof NodeEvent) || (depth == 0 && nothing);
      if (depth > GREATEST_DEPTH) {
        String message =
            label + ": found more than " + GREATEST_DEPTH + " levels, expected names with values";
        throw complaint.of(message, new IllegalArgumentException(message));
      }
    }
    return empty;
  }

  /**
   * Gives no half of a surrogate pair at the end of what it reads: the engine has no room for the
   * other half, and fails on a text that is sound.
   */
  private static final class WholeCharacters extends PushbackReader {
    WholeCharacters(String text) {
      super(new StringReader(text), 1);
    }

    @Override
    public int read(char[] buffer, int start, int most) throws IOException {
      int read = super.read(buffer, start, most);
      if (read > 1 && Character.isHighSurrogate(buffer[start + read - 1])) {
        unread(buffer[start + read - 1]);
        return read - 1;
      }
      return read;
    }
  }
}
