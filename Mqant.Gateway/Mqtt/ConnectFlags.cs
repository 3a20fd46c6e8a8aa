using MQTTnet.Formatter;

namespace Mqant.Gateway.Mqtt;

/// <summary>The connect flags byte (MQTT 3.1.1 and 5.0, section 3.1.2).</summary>
internal readonly struct ConnectFlags(byte bits)
{
    public bool IsCleanSession => (bits & 0x02) != 0;

    public bool HasWill => (bits & 0x04) != 0;

    public bool HasPassword => (bits & 0x40) != 0;

    public bool HasUserName => (bits & 0x80) != 0;

    public bool RetainsWill => (bits & 0x20) != 0;

    private int WillQualityOfService => (bits >> 3) & 3;

    private bool IsReservedSet => (bits & 0x01) != 0;

    public bool IsValid(MqttProtocolVersion version)
    {
        if (WillQualityOfService == 3)
        {
            return false;
        }

        // 3.1 says nothing about the reserved bit, nor about the will's bits without a will.
        if (version >= MqttProtocolVersion.V311 && (IsReservedSet || (!HasWill && (RetainsWill || WillQualityOfService != 0))))
        {
            return false;
        }

        // Only 5.0 knows a password alone.
        return version == MqttProtocolVersion.V500 || HasUserName || !HasPassword;
    }
}
