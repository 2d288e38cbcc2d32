package dev.weir.rtmp.session;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpException;
import java.util.Map;

/**
 * What a client has to say to a server once that has accepted connect, and before it asks for
 * anything: the values of one command, {@link #COMMAND}. Nodes of a cluster prove with it who they
 * are.
 */
@FunctionalInterface
public interface Introduction {
  /** The command's name. */
  String COMMAND = "weirNode";

  /** Says nothing, whatever the server answered. */
  Introduction NONE = information -> Map.of();

  /**
   * What to say.
   *
   * @param information the object in which the server accepted connect
   * @return empty for nothing
   * @throws RtmpException when this is not the server that was to be dialled
   */
  Map<String, AmfValue> answer(Map<String, AmfValue> information);
}
