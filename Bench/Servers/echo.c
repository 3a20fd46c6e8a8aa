// An echo that is one thread around epoll_wait, recv and send: what the kernel alone takes for a request.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 512, BUFFER = 256 * 1024, BACKLOG = 8192 };

static char buffer[BUFFER];

static void watch(int epoll, int descriptor)
{
    struct epoll_event event = { .events = EPOLLIN, .data.fd = descriptor };
    epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

// Blocks where a peer does not read, which no generator of ours does.
static int answer(int descriptor)
{
    ssize_t length = recv(descriptor, buffer, BUFFER, 0);
    for (ssize_t sent = 0; sent < length;)
    {
        ssize_t part = send(descriptor, buffer + sent, length - sent, MSG_NOSIGNAL);
        if (part <= 0)
        {
            return 0;
        }

        sent += part;
    }

    return length > 0;
}

int main(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    int epoll = epoll_create1(0);
    int on = 1;
    if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, BACKLOG) || getsockname(listener, (struct sockaddr *)&address, &size))
    {
        perror("echo");
        return 1;
    }

    watch(epoll, listener);
    watch(epoll, STDIN_FILENO);
    printf("Echo on 127.0.0.1:%d\nReady.\n", ntohs(address.sin_port));
    fflush(stdout);
    for (;;)
    {
        struct epoll_event events[EVENTS];
        int count = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < count; i++)
        {
            int descriptor = events[i].data.fd;
            if (descriptor == STDIN_FILENO)
            {
                // Whoever started it is gone, or asks what it cannot answer.
                if (read(STDIN_FILENO, buffer, BUFFER) <= 0)
                {
                    return 0;
                }
            }
            else if (descriptor == listener)
            {
                int client = accept(listener, NULL, NULL);
                setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                watch(epoll, client);
            }
            else if (!answer(descriptor))
            {
                close(descriptor);
            }
        }
    }
}
