// Preloaded into mongod: its disk is slow, full, or fails, as two numbers say that another process writes into a file.
// DISK_FAULT names the file: int32 milliseconds by which every sync is late, int32 errno of every write of 512 bytes and
// more (mongod writes its data in such; its log and lock file in smaller ones).
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static const int32_t none[2] = {0, 0};

static const volatile int32_t *fault(void) {
  static const volatile int32_t *mapped;
  if (mapped == NULL) {
    const char *path = getenv("DISK_FAULT");
    int file = path == NULL ? -1 : open(path, O_RDONLY);
    void *at = file < 0 ? MAP_FAILED : mmap(NULL, sizeof none, PROT_READ, MAP_SHARED, file, 0);
    mapped = at == MAP_FAILED ? none : at;
  }
  return mapped;
}

static void be_late(void) {
  if (fault()[0] > 0) usleep((useconds_t)fault()[0] * 1000);
}

int fdatasync(int file) {
  be_late();
  return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(file);
}

int fsync(int file) {
  be_late();
  return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(file);
}

static int fails(size_t size) {
  if (fault()[1] == 0 || size < 512) return 0;
  errno = fault()[1];
  return 1;
}

ssize_t pwrite(int file, const void *from, size_t size, off_t at) {
  if (fails(size)) return -1;
  return ((ssize_t(*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, "pwrite"))(file, from, size, at);
}

ssize_t pwrite64(int file, const void *from, size_t size, off64_t at) {
  if (fails(size)) return -1;
  return ((ssize_t(*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64"))(file, from, size, at);
}
