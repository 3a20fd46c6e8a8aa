namespace Mqant;

/// <content>Whose inputs wait for the tick.</content>
public abstract partial class Room
{
    // How many each session has among those that wait: of a tick, so that it is empty most of the time. Calls of grains are not anybody's.
    private readonly Dictionary<(GatewayAddress Gateway, long Session), int> _inputsOf = [];

    private void CountInput()
    {
        if (_waiting.Count == 0)
        {
            _inputsOf.Clear();
        }

        if (CallScope.Caller is not { } caller)
        {
            if (_waiting.Count >= Options.MaxInputs)
            {
                throw TooManyInputs(nameof(RoomOptions.MaxInputs), Name);
            }

            return;
        }

        var of = (caller.Gateway, caller.SessionId);
        var count = _inputsOf.GetValueOrDefault(of);
        if (count >= Options.MaxInputsPerPlayer)
        {
            throw TooManyInputs(nameof(RoomOptions.MaxInputsPerPlayer), caller.ToString());
        }

        if (_waiting.Count >= Options.MaxInputs && count >= Options.MaxInputs / Math.Max(1, _seats.Count))
        {
            throw TooManyInputs(nameof(RoomOptions.MaxInputs), caller.ToString());
        }

        _inputsOf[of] = count + 1;
    }

    private GameException TooManyInputs(string option, string who)
    {
        _services.Reports.Exceeded("room_inputs", $"{nameof(RoomOptions)}.{option}", who);
        return new GameException(RoomErrors.TooManyInputs);
    }
}
