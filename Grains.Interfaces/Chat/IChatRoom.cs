namespace Mqant.Grains.Chat;

/// <summary>A chat room; each room is a grain, its name is the key.</summary>
[GameModule("Chat", Key = KeyPolicy.PayloadField, KeyField = "roomName", AllowKeyInTopic = true)]
[RequireLogin("必须先登录账号")]
public interface IChatRoom : IGrainWithStringKey
{
    /// <summary>Enters the room and returns who is in it.</summary>
    [Handler("HD_JoinChat")]
    ValueTask<ChatMembers> JoinAsync(Session session, JoinChat request);

    /// <summary>Says something to everyone in the room, or to one.</summary>
    [Handler("HD_Say")]
    ValueTask<ChatSaid> SayAsync(Session session, SayInChat request);
}
